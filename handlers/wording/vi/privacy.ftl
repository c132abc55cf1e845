### Riêng tư, cài đặt.

privacy =
    ⚙️ __Tin Báo giữ gì__
    Đang viết: bước đang làm, nơi đã chọn, số thứ tự tin nhắn. Được mã hóa, 24 giờ sau thì xóa.
    Mục đã cất: khóa kín, chỉ nơi nhận mở được. Không kèm tên, số điện thoại, tài khoản.
    Tin bị xếp lại vì cho là không có căn cứ: cấp tỉnh có thể mở xem để kiểm tra.
    Lời nhắc: địa chỉ chat đã mã hóa và ngày nhắc. Không kèm tin nào.
    Vừa gửi xong: nhớ 24 giờ là đã gửi, gửi tới đâu.
    Số lần gửi: chỉ đếm trong ngày.
    Nhận cảnh báo: địa chỉ chat đã khóa kín, nơi, chủ đề, ngôn ngữ, giờ không làm phiền. Dừng thì xóa.
    Cảnh báo đã gửi, nút “Tôi từng gặp”: nhớ 90 ngày rồi xóa.
    __Ai thấy điều gõ ở đây__
    Telegram và máy chạy Tin Báo thấy trong lúc gõ. Tin nhắn còn trong chat tới khi xóa.
    __Xóa__
    Nút dưới xóa bước đang làm, tin chưa gửi, lời nhắc, đăng ký cảnh báo. Tin đã gửi vẫn ở nơi nhận, xong việc thì xóa theo thời hạn lưu.
privacy-question = Muốn làm gì?
privacy-erase = 🗑 Xóa dữ liệu của tôi
privacy-language = 🌐 Ngôn ngữ / Language
erased-all =
    Đã xóa dữ liệu của chat này: tin chưa gửi, lời nhắc, đăng ký cảnh báo.
    Tin đã gửi vẫn ở nơi nhận. Tin nhắn ở đây: nhấn giữ, rồi chọn Xóa.

language-question = Chọn ngôn ngữ. Choose a language.
language-vi = Tiếng Việt
language-en = English
language-done = Từ giờ Tin Báo nói tiếng Việt.
