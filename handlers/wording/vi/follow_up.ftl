### Xem tin đã gửi bằng mã.

follow-up-question = Gõ mã tin: 24 chữ số, có dấu cách hay không đều được.
follow-up-bad = Mã này chưa đúng. Xem lại từng nhóm bốn số rồi gõ lại.
follow-up-no-code = Đây chưa phải mã tin. Mất mã thì không xem lại được, tin vẫn ở nơi nhận.
follow-up-none = Chưa có tin nào ứng với mã này. Xem lại mã rồi gõ lại.
follow-up-unsent-here = Mã này đúng rồi.
follow-up-unsent = Mã này đúng, nhưng tin __CHƯA GỬI__. Mở lại chỗ đang viết tin để gửi.
follow-up-first = Điều vừa gửi chưa tới nơi nhận. Muốn gửi thêm: gõ mã tin trước.
follow-up-locked = Đã thử nhiều mã chưa đúng. Chờ một giờ rồi gõ lại.

status-arrived = Đã tới, chờ xem
status-seen = Công an đã xem
status-verifying = Đang xác minh
status-moved = Đã chuyển nơi xử lý
status-ended = Đã kết thúc

thread-head =
    __{ $status }__
    Nơi nhận: { $unit }
thread-viewed = Xem lần đầu: ngày { $day }
thread-answer = __Công an trả lời, ngày { $day }:__
thread-own = __Đã gửi thêm, ngày { $day }:__
thread-silent = Chưa có trả lời.
thread-note = Tin Báo xóa tin nhắn có mã vừa gõ. Sau 15 phút, xem tiếp thì gõ lại mã.
thread-question = Muốn làm gì tiếp với tin này?
thread-help = Điều vừa gửi chưa tới nơi nhận. Muốn gửi thêm: bấm “✍️ Gửi thêm” trước.
thread-add = ✍️ Gửi thêm
thread-remind = ⏰ 3 ngày nữa nhắc tôi
thread-lapsed = Đã quá 15 phút nên cần gõ lại mã.
thread-lapsed-item = Đã quá 15 phút nên cần gõ lại mã. Mục vừa rồi chưa được gửi.

adding-question = Gửi chữ, ảnh, ghi âm, video hoặc tệp. Mỗi mục được cất kín và gửi đi ngay.
adding-sent = 🔒 Đã gửi thêm { $count } mục tới { $unit }.
adding-full = Tin này đã nhận đủ mục gửi thêm. Mục vừa rồi chưa được gửi.
adding-bytes = Phần gửi thêm đã đầy { $most } MB nên mục vừa rồi chưa được gửi. Gửi bằng chữ, hoặc gửi một tin báo mới.
adding-disk = Lúc này Tin Báo chưa nhận thêm được nên mục vừa rồi chưa được gửi. Xin gửi lại sau. Việc gấp: gọi __{ $phone }__.
adding-edited = Bản sửa chưa được gửi. Muốn sửa: gửi thành một tin nhắn mới.
adding-done = ✅ Xong

reminder-set = Đã hẹn. 3 ngày nữa Tin Báo nhắc ở đây, không nói tới tin nào.
reminder-due = Đến hẹn nhắc. Xem lại thì bấm “🔎 Xem tin đã gửi” rồi gõ mã.
