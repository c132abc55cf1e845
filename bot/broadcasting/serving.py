"""Puts the broadcaster on a channel, beside the residents' bot or alone; it never opens a second budget for one token in one process."""

import asyncio

from bot.bootstrap import House
from bot.broadcaster import Broadcaster, BroadcastParts, lead_name_of
from bot.channels.send_budget import SendBudget
from bot.channels.telegram_bulk import TelegramBulk
from bot.channels.telegram_channel import TelegramChannel
from bot.leaders import broadcast_leader
from handlers.wording import Wordings
from sealing.secret_types import SecretText


def budget_of(house: House) -> SendBudget:
    """The budget of the residents' bot token."""
    return SendBudget(house.settings.broadcast_rate)


async def broadcast(
    house: House, channel: TelegramChannel, stop: asyncio.Event, *, answers_residents: bool
) -> None:
    """Send campaigns on this channel and within its budget, until `stop`, whenever this process leads."""
    settings = house.settings
    assert settings.residents_bot_token is not None
    assert settings.pseudonym_key is not None
    assert settings.contact_key is not None
    name = lead_name_of(SecretText(settings.residents_bot_token.get_secret_value()))
    parts = BroadcastParts(
        database=house.database,
        deployment_id=house.deployment,
        pseudonym_key=settings.pseudonym_key,
        contact_key=settings.contact_key,
        wordings=Wordings.load(),
        lead_name=name,
    )
    leader = broadcast_leader(
        settings.database_url, settings.data_dir, name, answers_residents=answers_residents
    )
    bulk = TelegramBulk(channel, paid=settings.paid_broadcast)
    await Broadcaster(parts, bulk, channel.budget, leader).run(stop)


async def broadcast_alone(house: House, stop: asyncio.Event) -> None:
    """Send campaigns in a process that doesn't answer residents; it stands back while another one does."""
    settings = house.settings
    assert settings.residents_bot_token is not None
    channel = TelegramChannel(
        SecretText(settings.residents_bot_token.get_secret_value()), settings.telegram_api, budget_of(house)
    )
    try:
        await broadcast(house, channel, stop, answers_residents=False)
    finally:
        await channel.close()
