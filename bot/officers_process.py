"""Puts the officers' bot together and runs it beside its ticks; it never tells an officer what another process has begun to tell."""

import asyncio

from bot.bootstrap import House, utc_now
from bot.channels.telegram_officers import TelegramOfficersChannel, TokenRefused
from bot.channels.telegram_officers_polling import OfficersPoller
from bot.jobs import Jobs, Tick
from bot.leaders import leader_of
from bot.officers.answering import Answering
from bot.officers.parts import OfficerParts
from bot.officers.telling import Telling
from bot.settings import Settings, SettingsError, is_loopback
from domain.health import Pulse
from handlers.officers.commands import COMMANDS
from handlers.wording import LANGUAGES, Wordings
from sealing.secret_types import SecretText
from storage import heartbeats

NOTICE_SECONDS = 3
DIGEST_SECONDS = 20
PURGE_SECONDS = 900
PULSE_SECONDS = 30


async def serve_officers(house: House, stop: asyncio.Event) -> None:
    """Serve officers on Telegram until `stop`; raises SettingsError when the platform doesn't know the bot."""
    settings = house.settings
    token, pseudonym_key, contact_key = (
        settings.officers_bot_token,
        settings.pseudonym_key,
        settings.contact_key,
    )
    assert token is not None
    assert pseudonym_key is not None
    assert contact_key is not None
    parts = OfficerParts(
        database=house.database,
        deployment=house.deployment,
        pseudonym_key=pseudonym_key,
        contact_key=contact_key,
        wordings=Wordings.load(),
        clock=utc_now,
        channel=TelegramOfficersChannel.name,
        desk=desk_can_be_opened(settings),
        residents_bot=settings.bot_name,
    )
    channel = TelegramOfficersChannel(
        SecretText(token.get_secret_value()), settings.telegram_api, f"{settings.desk_url}/"
    )
    await serve(parts, channel, settings, stop)


async def serve(
    parts: OfficerParts, channel: TelegramOfficersChannel, settings: Settings, stop: asyncio.Event
) -> None:
    """Answer and tell on this channel until `stop`, then finish what was begun."""
    answering, telling = Answering(parts, channel), Telling(parts, channel)
    poller = OfficersPoller(channel, answering.handle)

    async def pulse() -> None:
        """Say that updates are fetched, or with what kind of error they aren't; the desk shows it."""
        now, failing = parts.clock(), poller.failing
        if failing is not None:
            await parts.database.write(lambda conn: heartbeats.fail(conn, Pulse.OFFICERS, now, failing))
        elif poller.polls:
            await parts.database.write(lambda conn: heartbeats.beat(conn, Pulse.OFFICERS, now))

    ticks = (
        Tick("officers_pulse", PULSE_SECONDS, pulse),
        Tick("officer_notices", NOTICE_SECONDS, telling.notices),
        Tick("officer_digests", DIGEST_SECONDS, telling.digests),
        Tick("officer_codes", PURGE_SECONDS, telling.purge),
    )
    jobs = Jobs(ticks, leader_of(settings.database_url, settings.data_dir, "officers"))
    try:
        await channel.begin(stop, menus(parts.wordings))
        jobs.start()
        try:
            await poller.run(stop)
        finally:
            await jobs.stop()
    except TokenRefused:
        raise SettingsError(
            "TINBAO_OFFICERS_BOT_TOKEN is wrong: the Bot API server at TINBAO_TELEGRAM_API doesn't know this bot."
        ) from None
    finally:
        await channel.close()


def desk_can_be_opened(settings: Settings) -> bool:
    """Whether a button may name the desk: the public server refuses addresses that only this machine can open."""
    return not is_loopback(settings.desk_url) or is_loopback(settings.telegram_api)


def menus(wordings: Wordings) -> dict[str, list[tuple[str, str]]]:
    """The commands as the platform's menu shows them, by language."""
    return {
        language: [(each.name, wordings.label(language, each.label)) for each in COMMANDS]
        for language in LANGUAGES
    }
