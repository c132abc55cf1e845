"""The words of the help page: what officers ask most, and what is never done; must never name a person or a tip."""

from collections.abc import Sequence
from typing import NamedTuple


class Answer(NamedTuple):
    """One question with its answer. `reads`: only for those who read tips."""

    question: str
    answer: str
    reads: bool = True


ANSWERS: Sequence[Answer] = (
    Answer(
        "Tin nào làm trước?",
        "Tin đứng trên cùng. Hàng tin xếp theo việc đến hạn: Cần làm ngay, Quá hạn, Đến hạn hôm nay, rồi tới các tin còn lại. "
        "Nhãn ở cuối dòng nói rõ việc nào sắp đến hạn.",
    ),
    Answer(
        "Mở tin và Nhận tin khác nhau thế nào?",
        "Mở là đọc, ai trong đơn vị có khóa cũng đọc được. Nhận tin là đứng ra xử lý: cả đơn vị thấy tin đã có người làm.",
    ),
    Answer(
        "Muốn hỏi thêm người báo?",
        "Viết ở ô Trao đổi với người báo. Họ đọc khi gõ mã tin, có thể vài ngày sau. Không hỏi tên, nơi ở, số điện thoại.",
    ),
    Answer(
        "Người báo có thấy ghi chú nội bộ không?",
        "Không. Ô màu tím chỉ cán bộ trong đơn vị đọc. Khi chuyển tin, đơn vị nhận cũng đọc được ghi chú.",
    ),
    Answer(
        "Việc không thuộc địa bàn mình?",
        "Bấm Chuyển, chọn đơn vị, ghi lý do. Chuyển xong đơn vị mình không mở được tin nữa, sổ theo dõi giữ lại một dòng. "
        "Chưa rõ nơi nào xử lý thì chuyển Trực ban Công an tỉnh. Tin nơi khác chuyển tới mà không mở được thì bấm Chuyển trả.",
    ),
    Answer(
        "Tin nói tới cán bộ, công an địa phương?",
        "Dừng lại, không bàn trong đơn vị. Bấm Chuyển, chọn Thanh tra Công an tỉnh.",
    ),
    Answer(
        "Sao màn hình tự khóa?",
        "Lâu không dùng thì khóa tự đóng, nội dung được cất đi. Gõ lại mật khẩu năm từ để mở."
        " Câu trả lời và ghi chú viết dở vẫn còn, chữ gõ trong hộp thoại thì không.",
        reads=False,
    ),
    Answer(
        "Đang viết thì mất mạng?",
        "Danh sách đang xem và phần viết dở vẫn ở máy này, chưa gửi. Có mạng lại thì bấm gửi. Việc gấp thì gọi Trực ban.",
    ),
    Answer(
        "Quên mật khẩu năm từ, mất điện thoại có ứng dụng mã?",
        "Báo chỉ huy ngay. Không ai xem lại được mật khẩu, kể cả người quản trị máy chủ. Chỉ huy mời lại bằng phiếu mới; "
        "tham gia xong thì đưa lại phiếu để đồng nghiệp cấp khóa, đọc lại được cả tin cũ.",
        reads=False,
    ),
    Answer(
        "Có người chuyển công tác, nghỉ việc?",
        "Trong ngày, chỉ huy vào Đơn vị, bấm Rời đơn vị ở dòng của người đó, rồi đổi khóa hàng tin. "
        "Người đó không vào được nữa, và không mở được tin tới sau.",
        reads=False,
    ),
)
"""The ten questions asked most; the guide in `docs/officer-guide.vi.md` tells the same at length."""

NEVER: Sequence[str] = (
    "Không chụp màn hình, không chép lời tin sang Zalo, Facebook hay giấy rời. Cần giấy thì bấm In phiếu.",
    "Không dò xem ai đã báo, không hỏi ai là người báo, kể cả khi đoán ra.",
    "Không đọc mật khẩu năm từ, mã sáu số cho bất cứ ai, kể cả người xưng là quản trị. Phiếu mời chỉ trao tận tay.",
    "Không cấp khóa khi chưa cầm phiếu mời, hoặc chưa đối chiếu số với chính người đó.",
    "Không mở tệp tải về trên máy không được phép.",
)
"""What no officer ever does, whoever asks for it."""
