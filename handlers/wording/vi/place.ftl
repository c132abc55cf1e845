### Bước 2: nơi xảy ra.

place-question =
    Việc xảy ra ở __xã, phường__ nào? Không phải nơi anh/chị ở.
    Tên cũ hay mới, có dấu hay không dấu đều được.
    Cũng có thể gửi vị trí: bấm 📎, chọn Vị trí.
    Gõ tên nơi đó:
place-browse = 🗂 Chọn theo tỉnh
place-choose = Chọn đúng nơi xảy ra:
place-again = 🔁 Tìm lại
place-old = { $label } (cũ: { $old })
place-elsewhere = Nơi khác ở { $district } cũ
place-not-found =
    Tin Báo chưa tìm thấy nơi này. Nơi đó thuộc xã, phường nào?
    Gõ tên xã, phường, gửi vị trí, hoặc chọn theo tỉnh.
place-which-province = Nhiều nơi cùng tên này. Nơi xảy ra thuộc tỉnh nào?
place-which-commune = { $area } nay gồm nhiều xã, phường.
place-now-in = { $area } cũ nay thuộc { $province }.
place-near-none = Gần vị trí này không có xã, phường nào. Gõ tên nơi đó, hoặc chọn theo tỉnh.
browse-province = Nơi xảy ra thuộc tỉnh, thành phố nào?
browse-letter = Tên xã, phường bắt đầu bằng chữ nào?
browse-list = Chọn xã, phường nơi xảy ra:
page-next = Trang sau ▶
page-back = ◀ Trang trước
unserved =
    { $place }: Địa bàn này chưa dùng Tin Báo.
    Tin Báo chưa nhận và không giữ gì.
    Xin gọi __113__, hoặc báo công an nơi đó.
place-more = Xem hết các nơi cùng tên
place-rest = 🗂 Xã, phường khác ở { $province }
unserved-leave = ↩️ Về đầu
