### Menu, câu chung, số khẩn cấp. `__đậm__`, `` `mã` ``.

menu-report = 📝 Gửi tin báo
menu-follow-up = 🔎 Xem tin đã gửi
menu-awareness = 🛡 Cảnh giác
menu-warnings = 🔔 Nhận cảnh báo
menu-emergency = 🚨 Khẩn cấp
menu-privacy = ⚙️ Riêng tư, cài đặt

welcome =
    __Tin Báo__ chuyển điều anh/chị thấy tới đúng công an nơi xảy ra.
    Không hỏi tên, không hỏi số điện thoại.
    Việc đang nguy cấp: gọi ngay __113__.
    English: press ⚙️, then 🌐.
    Chọn một việc ở các nút bên dưới.
menu-question = Chọn một việc ở các nút bên dưới.
menu-draft-kept = Tin viết dở vẫn còn, __CHƯA GỬI__. Bấm “📝 Gửi tin báo” để viết tiếp.

emergency =
    🚨 __Gọi ngay:__
    __113__ công an
    __114__ cháy, cứu nạn
    __115__ cấp cứu
    __112__ tìm kiếm, cứu nạn
    __111__ bảo vệ trẻ em
danger =
    🚨 Nếu đang nguy hiểm, gọi ngay:
    __113__ công an, __114__ cháy, __115__ cấp cứu
    __112__ cứu nạn, __111__ trẻ em

help-menu = Điều vừa gửi chưa được cất, chưa gửi đi. Muốn báo tin: bấm “📝 Gửi tin báo”.
help-buttons = Tin Báo chưa hiểu. Bấm một nút bên dưới.
help-early = Chưa tới bước kể sự việc. Điều vừa gửi chưa được cất.
help-command = Tin Báo chưa có lệnh này. Điều vừa gửi chưa được cất.
stumbled = Tin Báo đang trục trặc. Điều vừa gửi chưa được cất. Xin gửi lại sau ít phút.
turned-away = Nhiều tin nhắn đến cùng một lúc quá: { $count } tin nhắn sau cùng chưa được đọc, chưa được cất. Xin gửi lại phần đó, mỗi lần vài mục.
command-cancel = Dừng việc đang làm
nothing-to-cancel = Không có việc nào đang làm dở.
left-room = Đã dừng.
