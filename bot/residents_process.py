"""Puts the residents' bot together and runs it beside its ticks; it never starts without the cleaner that files go through."""

import asyncio
from pathlib import Path

from bot.bootstrap import House, ServingView
from bot.broadcasting.serving import broadcast, budget_of
from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_residents import TokenRefused, Webhook, run_residents
from bot.file_cleaning import FileCleaner
from bot.jobs import Jobs, Tick
from bot.leaders import FileLeader
from bot.perform_effects import Performer
from bot.pulses import PulseKeeper
from bot.residents.parts import RuntimeParts
from bot.residents.reminding import Reminding
from bot.settings import SettingsError
from bot.topic_materials import topic_pictures
from domain.health import Pulse
from handlers.wording import Wordings
from sealing.fingerprints import fingerprint
from sealing.secret_types import SecretText

REMINDER_SECONDS = 600
FORGET_SECONDS = 60


async def serve_residents(house: House, view: ServingView, stop: asyncio.Event, drawings: Path) -> None:
    """Serve residents on Telegram until `stop`; `drawings` holds the topics' built pictures. Raises SettingsError when the platform doesn't know the bot."""
    settings = house.settings
    token, pseudonym_key, contact_key = (
        settings.residents_bot_token,
        settings.pseudonym_key,
        settings.contact_key,
    )
    assert token is not None
    assert pseudonym_key is not None
    assert contact_key is not None
    cleaner = FileCleaner()
    parts = RuntimeParts(
        database=house.database,
        blobs=house.blobs,
        gazetteer=house.gazetteer,
        wordings=Wordings.load(),
        serving=view.current,
        refresh_serving=view.refresh,
        deployment_id=house.deployment,
        pseudonym_key=pseudonym_key,
        contact_key=contact_key,
        clean=cleaner.clean,
        data_dir=settings.data_dir,
        limits=house.limits,
        release_minutes=settings.release_minutes,
        form_url=settings.form_url,
        duty_phone=settings.duty_phone,
        bot_name=settings.bot_name,
        desk_url=settings.desk_url,
        fingerprint=fingerprint("root", settings.directory_public_key)
        if settings.directory_public_key
        else "",
        picture=topic_pictures(drawings),
    )
    webhook = Webhook(settings.webhook_url, *settings.webhook_listen) if settings.webhook_url else None
    jobs: list[Jobs] = []
    pulse = PulseKeeper(house.database, Pulse.RESIDENTS, parts.clock)

    async def ready(performer: Performer, channel: TelegramChannel) -> None:
        cleaner.warm_up()
        ticks = (
            Tick("reminders", REMINDER_SECONDS, Reminding(parts, channel).tick),
            Tick("forget_follow_up_keys", FORGET_SECONDS, performer.forget_old_keys),
            # Who waits for the platform's posts knows only that it waits; who polls says whether polling works.
            *((Tick("heartbeat", FORGET_SECONDS, pulse.well),) if webhook else ()),
        )
        jobs.append(Jobs(ticks, FileLeader(settings.data_dir / "residents.lead")))
        jobs[0].start()

    async def beside(channel: TelegramChannel, ending: asyncio.Event) -> None:
        await broadcast(house, channel, ending, answers_residents=True)

    try:
        await run_residents(
            parts,
            SecretText(token.get_secret_value()),
            settings.telegram_api,
            stop,
            webhook,
            ready,
            beside,
            budget_of(house),
        )
    except TokenRefused:
        raise SettingsError(
            "TINBAO_RESIDENTS_BOT_TOKEN is wrong: the Bot API server at TINBAO_TELEGRAM_API doesn't know this bot."
        ) from None
    finally:
        for each in jobs:
            await each.stop()
        await cleaner.close()
