### Bước 6 tới 8: loại việc, mã tin, gửi.

category-question = Việc này thuộc loại nào?
category-skip = Bỏ qua bước này
category-drugs = Ma túy
category-fraud = Lừa đảo, chiếm đoạt
category-loansharking = Tín dụng đen, đòi nợ
category-gambling = Cờ bạc, lô đề, cá độ
category-theft = Trộm cắp, cướp giật
category-violence = Đánh nhau, gây rối, băng nhóm
category-domestic_violence = Bạo lực gia đình
category-child_abuse = Xâm hại trẻ em
category-trafficking = Mua bán người, vượt biên
category-weapons = Vũ khí, pháo nổ, vật liệu nổ
category-smuggling = Buôn lậu, hàng giả
category-environment = Xả thải, cát lậu, phá rừng
category-traffic = Giao thông
category-fire = Nguy cơ cháy nổ
category-wanted = Người bị truy nã
category-other = Khác
category-help = Chọn một loại, hoặc “Bỏ qua bước này”. Muốn kể thêm: bấm “✍️ Kể thêm”. Điều vừa gõ chưa được cất.

code-shown =
    Mã tin. Chép lại, rồi bấm gửi.

    `{ $code }`

    Có mã thì xem được trả lời. Mất mã thì tin vẫn tới, chỉ không xem lại được.
code-earlier = Mã hiện trước đó vẫn dùng được. Chỉ ba mã mới nhất còn hiệu lực.
code-question =
    Tin này __CHƯA GỬI__. Mã tin đã hiện ở trên.
    Không thấy mã: bấm “🔑 Cho tôi mã khác”.
    Đã chép mã: bấm “📨 Gửi tin này”.
code-help = Điều vừa gửi chưa được cất. Muốn kể thêm: bấm “✍️ Kể thêm”.
code-send = 📨 Gửi tin này
code-new = 🔑 Cho tôi mã khác
tell-more = ✍️ Kể thêm

sent-done = ✅ __Đã gửi tới { $unit }__
sent-next =
    Cán bộ nơi nhận sẽ mở tin, xem xét, có thể hỏi thêm.
    Xem trả lời: bấm “🔎 Xem tin đã gửi” rồi gõ mã.
sent-next-now = Việc đang nguy cấp thì vẫn gọi __113__.
sent-erase-hint = Muốn dọn chat này: bấm nút dưới. Tin đã gửi không bị xóa.
sent-erase = 🧹 Xóa tin nhắn ở đây
sent-already = Đã gửi rồi. Tin này đã tới { $unit }.
sent-already-former = Đã gửi rồi: nút vừa bấm là của tin trước, đã tới { $unit }.
sent-help = Tin đã gửi. Điều vừa gửi thêm chưa được cất. Muốn thêm: bấm “🔎 Xem tin đã gửi” rồi gõ mã.

erased-here = Đã xóa { $count } tin nhắn ở đây. Tin đã gửi không bị xóa.
erased-left = Còn { $count } tin nhắn Tin Báo không xóa được, thường vì quá 48 giờ. Nhấn giữ tin nhắn đó, rồi chọn Xóa.
erased-nothing = Ở đây không còn tin nhắn nào Tin Báo xóa được. Tin đã gửi không bị xóa.
erased-follow-up = Đã xóa { $count } tin nhắn ở đây. Tin và trả lời vẫn còn, mở lại bằng mã.
