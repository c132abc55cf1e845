### Bước 1, 3 tới 5: lời dặn, hai câu hỏi, kể.

notice =
    • Đang nguy cấp: đừng gõ ở đây, gọi ngay __113__.
    • Telegram và máy chạy Tin Báo có thể thấy điều gõ ở đây.
    • Đừng ghi tên mình, “chú tôi”, “hàng xóm tôi”. Giọng nói, khuôn mặt có thể bị nhận ra.
    • Chỉ kể điều mình thấy, nghe. Cố ý báo sai là vi phạm.
notice-form =
    • Đang nguy cấp: đừng gõ ở đây, gọi ngay __113__.
    • Telegram và máy chạy Tin Báo có thể thấy điều gõ ở đây. Mẫu kín thì không: { $form }
    • Đừng ghi tên mình, “chú tôi”, “hàng xóm tôi”. Giọng nói, khuôn mặt có thể bị nhận ra.
    • Chỉ kể điều mình thấy, nghe. Cố ý báo sai là vi phạm.
notice-place = Nơi xảy ra: __{ $place }__
go-on = Tiếp tục

conflict-question = Có công an hoặc cán bộ { $place }, hay người nhà của họ, dính líu hoặc bao che vụ này không?
conflict-hint =
    Chọn “Có” thì công an nơi đó không thấy tin này.
    Báo về cán bộ mà không ghi tên mình thì cần rõ, có bằng chứng.
conflict-no = Không có
conflict-yes = Có
conflict-province = Gửi thẳng lên cấp tỉnh

when-question = Việc này xảy ra lúc nào?
when-now = Đang xảy ra
when-recurring = Vẫn hay xảy ra
when-soon = Sắp xảy ra
when-past = Đã xảy ra
when-now-first = 🚨 Đang xảy ra thì gọi __113__ trước. Giữ an toàn cho mình, rồi kể tiếp ở đây.

content-recipient = Tin này sẽ gửi tới: __{ $unit }__
content-fell-back = Công an { $place } chưa dùng Tin Báo, nên tin tới cấp tỉnh.
content-copy = Việc đang xảy ra nên { $unit } cũng nhận tin này.
content-prompt =
    Gửi được chữ, ảnh, ghi âm, video, tệp, vị trí. Mỗi mục được cất kín ngay khi tới.
    Việc gì, ở đâu, lúc nào, ai làm? Kể ở đây:
content-change = 🔁 Đổi nơi xảy ra
content-ack = 🔒 Đã cất kín { $count } mục, __CHƯA GỬI__
content-amended = Đã cất bản sửa.
content-empty = Chưa có mục nào để gửi.
content-done = ✅ Xong, sang bước gửi
content-cancel = 🗑 Hủy tin này
content-moved = Nơi nhận vừa đổi. Mục vừa rồi chưa được cất, xin gửi lại.
content-reminder = Tin này vẫn còn đây, __CHƯA GỬI__. Sau 24 giờ, tin viết dở tự xóa.

change-question = Đổi nơi thì { $count } mục đã cất sẽ bị xóa, phải kể lại. Vẫn đổi?
change-yes = Đổi, xóa các mục đã cất
change-no = Giữ nguyên
change-done = Đã xóa { $count } mục đã cất.

resume-question = Có một tin viết dở, __CHƯA GỬI__, đã cất { $count } mục.
resume-go = ↩️ Viết tiếp

cancelled = Đã hủy. Chưa có gì được gửi.
cancelled-draft = Đã hủy tin này, chưa gửi gì. { $count } mục đã cất cũng đã xóa.
draft-died = Tin viết dở đã quá 24 giờ nên tự xóa. Chưa có gì được gửi.

refused-drafts = Hôm nay chat này đã mở đủ { $most } tin. Mai gửi tiếp được. Việc gấp: gọi __{ $phone }__.
refused-tips = Hôm nay chat này đã gửi đủ { $most } tin. Mai gửi tiếp được. Việc gấp: gọi __{ $phone }__.
refused-disk = Lúc này Tin Báo chưa nhận thêm tin mới được. Xin gọi __{ $phone }__.
