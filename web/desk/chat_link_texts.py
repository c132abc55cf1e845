"""The Vietnamese words of the page that links an officer's own chat; must never hold a word about a tip."""

TITLE = "Báo qua Telegram"

TOLD = (
    "Có tin mới, tin đang xảy ra, việc sắp hết hạn hoặc quá hạn.",
    "Sáng nào có việc chờ thì có một bản tin ngắn. Tắt được.",
    "Nhận tin ngay trong chat bằng một nút bấm.",
)
NEVER_TOLD = "Nội dung tin, tệp, nơi xảy ra không bao giờ được gửi qua Telegram."
LEARNED = "Telegram biết tài khoản này là của cán bộ, biết số tin, loại tin và giờ báo."
"""What the platform learns is said before the link, not after it."""
NO_BOT = "Máy chủ chưa có bot của cán bộ. Mọi việc vẫn làm được ở bàn làm việc."
BLOCKED = "Chat đã chặn bot nên không nhận được gì. Mở lại chat và gõ một câu bất kỳ để nhận tiếp."
ONE_CHAT = "Mỗi cán bộ nối một chat. Nối chat khác thì chat cũ thôi nhận."
