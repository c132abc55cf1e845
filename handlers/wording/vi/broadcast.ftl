### Khung của mọi lời cảnh báo gửi đi. Cán bộ viết tựa và nội dung; phần này không ai sửa được ở bàn làm việc.

broadcast-correction = Đính chính:
broadcast-promise = Tin Báo không bao giờ gửi đường dẫn trả tiền.
broadcast-urgent = Báo ngay lúc này vì: { $reason }
broadcast-stop = 🔕 Ngừng nhận
broadcast-met = 🙋 Tôi từng gặp trò này
broadcast-topic = 📖 Xem cách nhận ra
broadcast-report = 📝 Gửi tin báo
broadcast-stop-number = Nhắn 0 để ngừng nhận.
