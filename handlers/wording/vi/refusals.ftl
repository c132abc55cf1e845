### Điều không nhận được, và làm gì thay.

refused-long = Tin nhắn này dài quá { $most } ký tự nên chưa được cất. Chia thành vài tin ngắn rồi gửi lại.
refused-empty = Tin nhắn này không có chữ nào đọc được nên chưa được cất.
refused-parts = Tin đã đủ { $most } mục nên mục này chưa được cất. Gửi tin này trước, rồi dùng mã để gửi thêm.
refused-bytes = Tin đã đầy { $most } MB nên mục này chưa được cất. Gửi tin này trước, rồi dùng mã để gửi thêm.
refused-point = Vị trí này không đọc được nên chưa được cất. Xin kể bằng chữ.
file-too-big = Tệp này quá { $most } MB nên Tin Báo không tải về. Gửi ảnh, hoặc video ngắn hơn.
file-too-big-form = Tệp này quá { $most } MB nên Tin Báo không tải về. Gửi ảnh, video ngắn hơn, hoặc dùng mẫu kín: { $form }
file-too-long = Tệp này quá dài hoặc quá lớn để xóa dấu vết. Gửi ảnh, hoặc video ngắn hơn.
file-not-cleanable = Loại tệp này không xóa hết dấu vết được nên chưa nhận. Gửi ảnh chụp, PDF hoặc chữ.
file-protected = Tệp này có mật khẩu nên chưa được cất. Bỏ mật khẩu rồi gửi lại.
file-damaged = Tệp này không mở được nên chưa được cất. Gửi lại, hoặc chụp ảnh thay.
file-not-fetched = Chưa tải được tệp này nên chưa cất. Gửi lại sau ít phút.
contact-refused = Danh thiếp có tên và số của người khác nên không nhận. Tin Báo không giữ lại gì. Xin kể bằng chữ.
unsupported = Tin Báo chưa nhận được loại này. Gửi chữ, ảnh, ghi âm, video hoặc tệp.
edited-sent = Tin đã gửi nên không sửa ở đây được. Muốn thêm: bấm “🔎 Xem tin đã gửi” rồi gõ mã.
edited-unknown = Chỉ sửa được mục đã cất của tin đang viết.
