### Cảnh giác: chủ đề, đố vui, tìm theo chuyện đã gặp; kiểm tra đường dẫn.

awareness-question =
    🛡 Chọn một chủ đề để xem.
    Hoặc kể vắn tắt chuyện vừa gặp, Tin Báo tìm giúp.
awareness-found = Chuyện này giống chủ đề dưới đây. Điều vừa gõ không được giữ lại. Bấm để xem:
awareness-nothing-like-it = Tin Báo chưa thấy chủ đề nào giống chuyện này. Điều vừa gõ không được giữ lại.
awareness-all = 📚 Xem mọi chủ đề
awareness-topic-gone = Chủ đề này không còn nữa. Xin chọn chủ đề khác.
awareness-verify = 🔗 Kiểm tra đường dẫn, áp phích
topic-question = Muốn xem gì tiếp?
topic-quiz = ❓ Đố vui một phút
topic-others = 📚 Chủ đề khác
quiz-done = Hết câu đố. Kể lại cho người nhà nghe nữa nhé.

verify-question =
    🔗 Dán vào đây đường dẫn, tên bot, hoặc dòng chữ trên áp phích.
    Tin Báo chỉ so từng chữ, không mở đường dẫn nào.
verify-nothing = Tin Báo chưa thấy đường dẫn hay tên bot nào ở đây. Dán lại cả dòng, kể cả chỗ có dấu chấm, dấu gạch.
verify-picture = Tin Báo không đọc chữ trong ảnh hay tệp được. Gõ dòng chữ dưới mã QR vào đây.
verify-ours-bot = ✅ Đúng là Tin Báo.
verify-ours-poster = ✅ Đúng là Tin Báo, chọn sẵn { $place }. Thấy ở nơi khác thì hỏi công an nơi đó.
verify-ours-form = ✅ Đúng là mẫu kín của Tin Báo: { $form }
verify-ours-desk = ✅ Đúng là trang làm việc của công an. Người dân không cần mở trang này.
verify-number-ours = ✅ Đúng số đối chiếu khóa của Tin Báo.
verify-number-strange = ⛔ Không phải số đối chiếu khóa của Tin Báo.
verify-alike = ⛔ Không phải của Tin Báo, chỉ làm cho giống.
verify-strange = ⛔ Không phải của Tin Báo.
verify-strange-what-to-do =
    Đừng mở, đừng cài gì, đừng đọc mã OTP, đừng chuyển tiền.
    Áp phích có mã dán đè: báo công an nơi dán.
    Lỡ làm theo rồi: gọi ngân hàng và __113__ ngay.
verify-ours-what-to-do = Tin Báo không bao giờ hỏi mã OTP, mật khẩu, tiền.
verify-list = Của Tin Báo chỉ có:
verify-list-bot = Trên Telegram:
verify-list-form = Mẫu kín: { $form }
