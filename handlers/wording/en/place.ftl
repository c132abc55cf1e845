### Step 2: where it happened.

place-question =
    In which __commune or ward__ did it happen? Not where you live.
    Old or new name, with or without diacritics.
    You can also share a location: press 📎, choose Location.
    Type the name:
place-browse = 🗂 Choose by province
place-choose = Choose the right place:
place-again = 🔁 Search again
place-old = { $label } (formerly { $old })
place-elsewhere = Elsewhere in former { $district }
place-not-found =
    Tin Báo didn't find this place. Which commune or ward is it in?
    Type its name, share a location, or choose by province.
place-which-province = Several places have this name. Which province is it in?
place-which-commune = { $area } now consists of several communes and wards.
place-now-in = { $area }, a former province, is now part of { $province }.
place-near-none = There is no commune or ward near this location. Type its name, or choose by province.
browse-province = Which province or city is it in?
browse-letter = With which letter does the commune or ward begin?
browse-list = Choose the commune or ward:
page-next = Next page ▶
page-back = ◀ Page before
unserved =
    { $place }: this area doesn't use Tin Báo yet (Địa bàn này chưa dùng Tin Báo).
    Tin Báo took nothing and keeps nothing.
    Please call __113__, or tell the police there.
place-more = See all places of this name
place-rest = 🗂 Other communes of { $province }
unserved-leave = ↩️ To the start
