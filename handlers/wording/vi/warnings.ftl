### Nhận cảnh báo: nơi, chủ đề, giờ không làm phiền, dừng; nút dưới cảnh báo.

warnings-intro =
    🔔 __Nhận cảnh báo__
    Công an xã, tỉnh báo chiêu lừa mới và điều cần tránh.
    Chỉ gửi cho nơi anh/chị chọn. Không hỏi tên.
    Tin Báo giữ địa chỉ chat này và điều đã chọn.
    Địa chỉ được khóa kín, không nối với tin báo nào.
warnings-promise =
    Cảnh báo không bao giờ có đường dẫn trả tiền.
    Dừng bất cứ lúc nào: gõ /ngung.
warnings-begin = 📍 Chọn nơi
warnings-head = 🔔 __Đang nhận cảnh báo__
warnings-places = Nơi: { $places }
warnings-about = Chủ đề: { $topics }
warnings-all-topics = mọi chủ đề
warnings-spoken = Ngôn ngữ: { $spoken }
warnings-hours = Giờ không làm phiền: { $hours }
warnings-question = Muốn đổi gì?
warnings-add = ➕ Thêm nơi
warnings-drop = ➖ Bớt nơi
warnings-topics = 📚 Chọn chủ đề
warnings-quiet = 🌙 Giờ không làm phiền
warnings-in-vi = 🌐 Cảnh báo bằng tiếng Việt
warnings-in-en = 🌐 Warnings in English
warnings-stop = 🔕 Ngừng nhận
warnings-back = ↩️ Quay lại

warnings-added = ✅ Đã thêm: { $place }.
warnings-added-unserved = ✅ Đã thêm: { $place }. Nơi này chưa dùng Tin Báo, dùng rồi mới có cảnh báo.
warnings-had = Đang nhận rồi: { $place }.
warnings-full = Đã đủ { $most } nơi. Bớt một nơi rồi thêm, hoặc chọn cả tỉnh.
warnings-drop-question = Bấm vào nơi muốn bớt:
warnings-drop-one = ✖️ { $place }
warnings-dropped = Đã bớt: { $place }.
warnings-last-place = { $place } là nơi cuối cùng. Muốn thôi nhận: bấm “🔕 Ngừng nhận”.
warnings-topics-question = Bấm để chọn hoặc bỏ. ✅ là đang nhận.
warnings-topic-on = ✅ { $topic }
warnings-topic-off = ▫️ { $topic }
warnings-every = ☑️ Mọi chủ đề
warnings-every-topic = ✅ Từ giờ nhận mọi chủ đề.
warnings-last-topic = Cần giữ ít nhất một chủ đề. Muốn thôi nhận: gõ /ngung.
warnings-language-saved = ✅ Từ giờ cảnh báo bằng ngôn ngữ này.
quiet-question =
    Giờ nào không nên gửi cảnh báo?
    Bấm một nút, hoặc gõ hai giờ, ví dụ: 23 – 6
    Việc rất gấp vẫn gửi, có nói lý do.
quiet-hours = Từ { $start } giờ đến { $end } giờ
quiet-hours-none = Lúc nào cũng được
quiet-told = từ { $start } giờ đến { $end } giờ
quiet-told-none = không có
quiet-help = Tin Báo chưa hiểu. Gõ hai giờ, ví dụ: 23 – 6, hoặc 9 giờ tối – 6 giờ sáng
quiet-saved = ✅ Đã đổi giờ không làm phiền.
warnings-stopped =
    🔕 Đã dừng. Từ giờ không gửi cảnh báo nữa.
    Địa chỉ chat và điều đã chọn cũng đã xóa.
warnings-none = Chat này chưa đăng ký cảnh báo nào. Không có gì phải dừng.

area-question =
    Muốn nhận cảnh báo của __xã, phường, tỉnh__ nào?
    Tên cũ hay mới, có dấu hay không dấu đều được. Gửi vị trí cũng được.
    Gõ tên nơi đó:
area-choose = Chọn đúng nơi:
area-which-province = Nhiều nơi cùng tên này. Nơi đó thuộc tỉnh nào?
area-list = Chọn xã, phường:
area-browse = Chọn tỉnh, thành phố:
area-whole-question = Nhận cho cả nơi này, hay chỉ một xã, phường?
area-whole = Cả { $province }
area-one = 🗂 Chọn một xã, phường

bulletin-met = Cảm ơn đã cho biết. Mỗi người chỉ đếm một lần, không ghi là ai. Muốn báo công an: bấm nút dưới.
bulletin-report-place = 📝 Gửi tin báo: { $place }
bulletin-test = Đây là bản gửi thử nên nút này chưa làm gì. Người đăng ký bấm vào thì nút chạy như thường.
bulletin-unknown = Tin Báo không gửi cảnh báo này tới đây. Nghi là giả thì gõ /xacminh để kiểm tra.

test-chat-linked = Chat này nay nhận bản gửi thử từ bàn làm việc.
test-chat-expired = Đường dẫn này đã dùng hoặc đã quá 30 phút. Lấy đường dẫn mới ở bàn làm việc.
