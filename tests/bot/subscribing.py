"""Lets a resident of the sandbox subscribe, and looks at what the store has of it."""

import asyncio

from domain.subscriptions import Place, SubscriberState
from sealing.conversation_keys import Chat, subscriber_row_key
from sealing.secret_types import SecretText
from storage import subscribers
from storage.subscribers import Subscription
from tests.bot.conftest import Served
from tests.bot.storytelling import Resident

QUYNH_NHAI = Place("14", "03703")


async def subscribes(resident: Resident) -> None:
    """Choose one commune, everything else as it comes."""
    resident.write("/canhbao")
    await resident.hears("Nhận cảnh báo")
    resident.press("📍 Chọn nơi")
    await resident.hears("Gõ tên nơi đó")
    resident.write("quỳnh nhai sơn la")
    await resident.hears("Chọn đúng nơi")
    resident.press("Xã Quỳnh Nhai, Sơn La")
    await resident.hears("Đã thêm: Xã Quỳnh Nhai, Sơn La")


async def stored(served: Served, resident: Resident) -> Subscription | None:
    """The chat's subscription, if there is one."""
    chat = Chat("telegram", SecretText(str(resident.phone.chat.id)))
    key = subscriber_row_key(served.parts.pseudonym_key, served.parts.deployment_id, chat)
    return await served.parts.database.read(lambda conn: subscribers.of_row_key(conn, key))


async def state_becomes(served: Served, resident: Resident, state: SubscriberState) -> None:
    """Wait until the subscription has this state."""
    async with asyncio.timeout(60):
        found = await stored(served, resident)
        while found is None or found.state is not state:
            await asyncio.sleep(0.02)
            found = await stored(served, resident)
