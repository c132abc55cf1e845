### Bot của cán bộ: số tin, loại, thời điểm, tuổi và hạn. Không bao giờ có nội dung, nơi hay đơn vị.

officers-not-linked =
    Chat này dành cho cán bộ và chưa nối với ai.
    Lấy mã ở bàn làm việc, mục “Báo qua Telegram”, rồi gõ vào đây.
    Mã dùng một lần, trong 10 phút.
officers-residents = Muốn báo tin cho công an: đừng gõ ở đây. Hãy dùng bot Tin Báo.
officers-residents-bot = Muốn báo tin cho công an: đừng gõ ở đây. Hãy mở @{ $bot }.
officers-linked =
    ✅ __Đã nối với { $name }__
    Tin mới và việc tới hạn sẽ được báo ở đây.
    Nội dung tin chỉ mở ở bàn làm việc.
officers-linked-elsewhere = Chat này không còn nhận báo nữa. Một chat khác vừa được nối thay. Nếu không phải anh/chị làm: báo chỉ huy ngay.
officers-code-refused = Mã này đã dùng hoặc đã quá 10 phút. Lấy mã mới ở bàn làm việc.
officers-unlinked = Đã gỡ. Từ giờ không báo gì ở đây nữa. Địa chỉ chat đã xóa.
officers-hello = __Bot của cán bộ__, đang nối với { $name }.
officers-commands =
    /tinmoi tin chưa ai nhận
    /denhan việc tới hạn
    /nhan và số tin, để nhận tin đó
    /bansang bật, tắt bản tin sáng
    /ngonngu đổi ngôn ngữ
    /huylienket thôi nhận ở chat này
officers-commands-few =
    /bansang bật, tắt bản tin sáng
    /ngonngu đổi ngôn ngữ
    /huylienket thôi nhận ở chat này
officers-not-understood = Tin Báo chưa hiểu. Đừng gõ nội dung tin vào đây. Xem các lệnh: /trogiup
officers-not-allowed = Vai trò của anh/chị không làm được việc này.
officers-stale = Nút này đã cũ. Xem lại danh sách rồi chọn.
officers-which-number = Nhận tin số mấy? Gõ như sau: /nhan 12

officers-tip-number = __Tin số { $number }__
officers-no-category = Chưa chọn loại
officers-age-new = vừa tới
officers-age-hours = tới { $count } giờ trước
officers-age-days = tới { $count } ngày trước
officers-span-hours = { $count } giờ
officers-span-days = { $count } ngày
officers-duty-first_view = Xem lần đầu
officers-duty-first_word = Trả lời đầu
officers-duty-report = Báo cáo đầu
officers-duty-procuracy = Báo Viện kiểm sát
officers-duty-hand_over = Chuyển hồ sơ
officers-duty-ask_extension = Đề nghị gia hạn
officers-duty-decide = Giải quyết
officers-duty-other = Việc theo hạn
officers-due-now = { $duty }: ngay bây giờ
officers-due-late = { $duty }: quá { $span }
officers-due-left = { $duty }: còn { $span }
officers-held-by-self = Anh/chị đang giữ
officers-held-by-colleague = Đã có người giữ

officers-new-head = 📥 Chưa ai nhận: { $count } tin
officers-new-none = Không có tin nào chờ người nhận.
officers-due-head = ⏰ Tới hạn trong 24 giờ: { $count } tin
officers-due-none = Không có việc nào tới hạn trong 24 giờ tới.
officers-more = Còn { $count } tin nữa ở bàn làm việc.
officers-claim-done = ✅ Đã nhận tin số { $number }. Mở bàn làm việc để xem tin.
officers-claim-already = Tin số { $number } anh/chị đã nhận rồi.
officers-claim-taken = Tin số { $number } đã có { $name } nhận. Việc này có người lo rồi.
officers-claim-open = Tin số { $number } lúc này chưa ai nhận.
officers-claim-not-now = Tin số { $number } lúc này không nhận được. Mở bàn làm việc để xem vì sao.
officers-claim-unknown = Hàng tin của đơn vị không có tin số { $number }.

officers-claim-button = ✋ Nhận tin { $number }
officers-desk-button = 🖥 Mở bàn làm việc
officers-new-button = 📥 Chưa ai nhận
officers-due-button = ⏰ Tới hạn
officers-digest-on-button = ☀️ Bật bản tin sáng
officers-digest-off-button = 🔕 Tắt bản tin sáng
officers-other-language = 🌐 English
officers-digest-on = ☀️ Bản tin sáng sẽ tới sau 7 giờ, hôm nào có việc chờ.
officers-digest-off = 🔕 Không gửi bản tin sáng nữa. Tin mới và việc tới hạn vẫn báo.
officers-language-set = Từ giờ bot nói tiếng Việt.

officers-notice-new = 📥 Tin mới
officers-notice-now = 🚨 Đang xảy ra, mở xem ngay
officers-notice-unopened = ⏰ Chưa ai mở xem
officers-notice-unanswered = ⏰ Chưa có trả lời cho người báo
officers-notice-soon = ⏰ Sắp hết hạn
officers-notice-overdue = ⏰ Đã quá hạn
officers-notice-deletion = 🗑 Có đề nghị xóa tin sớm, chờ người thứ hai
officers-notice-deletion-some = 🗑 Có đề nghị xóa tin sớm, chờ người thứ hai.
officers-notice-now-below = 🚨 Một đơn vị có tin đang xảy ra mà chưa ai mở xem.
officers-notice-unopened-below = ⏰ Một đơn vị có tin chưa ai mở xem.
officers-notice-unanswered-below = ⏰ Một đơn vị có tin chưa trả lời.
officers-notice-overdue-below = ⏰ Một đơn vị có tin quá hạn.
officers-notice-unroutable = ⚠️ Một đơn vị không còn ai mở được tin. Tin đã chuyển tới đây.
officers-notice-campaign = 📣 Có chiến dịch chờ anh/chị duyệt.
officers-notice-other = 🔔 Có việc mới ở bàn làm việc.
officers-notice-more = Và { $count } việc nữa ở bàn làm việc.

officers-morning-head = ☀️ __Sáng nay__
officers-morning-late = Quá hạn: { $count }
officers-morning-due = Tới hạn hôm nay: { $count }
officers-morning-new = Chưa ai nhận: { $count }
officers-morning-mine = Anh/chị đang giữ: { $count }
officers-morning-campaigns = Chiến dịch chờ duyệt: { $count }

officers-menu-start = Bắt đầu
officers-menu-new = Tin chưa ai nhận
officers-menu-due = Việc tới hạn
officers-menu-claim = Nhận một tin theo số
officers-menu-digest = Bật, tắt bản tin sáng
officers-menu-language = Đổi ngôn ngữ
officers-menu-unlink = Thôi nhận báo ở chat này
officers-menu-help = Các lệnh
