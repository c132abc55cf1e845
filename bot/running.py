"""Starts and stops the processes of `tinbao run` in one event loop; a process that fails ends them all, loudly, and none is restarted in secret."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot import private_logging
from bot.administration.serving_lock import not_while_serving
from bot.bootstrap import House, open_house, utc_now
from bot.desk_words import bulletin_frames, picture_cleaner, topic_titles
from bot.file_cleaning import FileCleaner
from bot.jobs import Housekeeping, Jobs
from bot.leaders import leader_of
from bot.loading import no_collection
from bot.private_memory import keep_memory_private
from bot.settings import Listen, Settings, SettingsError
from domain.health import Pulse
from domain.place_names import place_name_table
from handlers.awareness_library import TopicLibrary
from handlers.wording import Wordings
from storage import heartbeats
from storage.deletion_replay import replay
from storage.engine import Connection

PROCESSES = ("residents", "officers", "desk", "form", "worker")
NOT_BUILT = ("form",)
"""Named in the contract of the command line, and part of a later release."""


class NotBuilt(SettingsError):
    """Leave this process out: this release doesn't have it."""


@dataclass(frozen=True, slots=True)
class Web:
    """What the command line hands over from the room beside: the desk's factory, its parts, the built files."""

    create_desk: Callable[[Any], Starlette]
    parts: Callable[..., Any]
    static: Path


class UnfitProvince(SettingsError):
    """Certify the duty desk's and inspectorate's keys of the province, or switch it off (`tinbao unit serve --off`)."""


def chosen_processes(settings: Settings, named: Sequence[str]) -> tuple[str, ...]:
    """Give the processes to run: those named, or all that are configured.

    Raises SettingsError for a name that doesn't exist, isn't built, or lacks its settings.
    """
    unknown = [name for name in named if name not in PROCESSES]
    if unknown:
        raise SettingsError(f"There is no process {unknown[0]!r}; there are {', '.join(PROCESSES)}.")
    for name in named:
        if name in NOT_BUILT:
            raise NotBuilt(f"The process {name!r} isn't built yet in this release.")
    if named:
        if "residents" in named:
            settings.need("residents_bot_token")
        if "officers" in named:
            settings.need("officers_bot_token")
        return tuple(dict.fromkeys(named))
    configured = ["desk", "worker"]
    if settings.residents_bot_token is not None:
        configured.insert(0, "residents")
    if settings.officers_bot_token is not None:
        configured.append("officers")
    return tuple(configured)


def run_processes(settings: Settings, named: Sequence[str], *, web: Web) -> None:
    """Run until SIGTERM or SIGINT; raises what `open_house` and the processes' own checks raise, before anything is served."""
    processes = chosen_processes(settings, named)
    private_logging.configure(level=settings.log_level)
    keep_memory_private()
    with not_while_serving(settings):
        with no_collection():
            house = open_house(settings)
        asyncio.run(_serve(house, processes, web))


async def _serve(house: House, processes: Sequence[str], web: Web) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    private_logging.quiet_loop(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await serve_until(house, processes, web, stop)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        await house.close()


async def serve_until(house: House, processes: Sequence[str], web: Web, stop: asyncio.Event) -> None:
    """Serve the processes until `stop` is set; the first failure stops the others and is raised."""
    # Before anything is shown: what was deleted and came back with an older database goes again.
    await replay(house.database, house.blobs, house.deletions, utc_now())
    async with AsyncExitStack() as stack:
        view = await house.serving_view()
        if "residents" in processes:
            unfit = view.snapshot.unfit_provinces()
            if unfit:
                raise UnfitProvince(
                    f"Province {unfit[0]} is switched on without a valid duty-desk or inspectorate key: see `tinbao doctor`."
                )
        view.keep_fresh()
        stack.push_async_callback(view.stop)
        async with _first_failure(), asyncio.TaskGroup() as group:
            if "desk" in processes:
                group.create_task(_desk(house, web, stop))
            if "residents" in processes:
                # The chat library takes a second to load: only the process that talks to the platform pays for it.
                with no_collection():
                    from bot.residents_process import serve_residents  # noqa: PLC0415

                group.create_task(serve_residents(house, view, stop, web.static / "topics"))
            if "officers" in processes:
                group.create_task(_officers(house, stop))
            if "worker" in processes:
                group.create_task(_worker(house, stop))
                if "residents" not in processes and house.settings.residents_bot_token is not None:
                    from bot.broadcasting.serving import broadcast_alone  # noqa: PLC0415

                    group.create_task(broadcast_alone(house, stop))


async def _officers(house: House, stop: asyncio.Event) -> None:
    import bot.channels  # noqa: PLC0415, F401 - loads one chat library in a way that no other thread may see half done

    def load() -> Callable[[House, asyncio.Event], Awaitable[None]]:
        # The other one takes as long: residents' first update needn't wait for it.
        from bot.officers_process import serve_officers  # noqa: PLC0415

        return serve_officers

    serve = await asyncio.to_thread(load)
    await serve(house, stop)


@asynccontextmanager
async def _first_failure() -> AsyncIterator[None]:
    """Let the failure that ended the group out by itself: it is the one that a person can do something about."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None


async def _desk(house: House, web: Web, stop: asyncio.Event) -> None:
    settings, cleaner = house.settings, FileCleaner()
    parts = web.parts(
        database=house.database,
        blobs=house.blobs,
        deployment_id=house.deployment,
        memory=house.memory,
        root_public_key=settings.directory_public_key,
        keyring_key=settings.keyring_key,
        desk_origin=settings.desk_url,
        clock=utc_now,
        static_dir=web.static,
        commune=house.gazetteer.commune,
        province=house.gazetteer.province,
        place_names=place_name_table(house.gazetteer.records.provinces, house.gazetteer.records.communes),
        training=settings.training,
        bot_name=settings.bot_name,
        form_url=settings.form_url,
        has_officers_bot=settings.officers_bot_token is not None,
        officers_bot_name=settings.officers_bot_name,
        frame_ancestors=(settings.frame_origin,) if settings.frame_origin else (),
        communes_of=house.gazetteer.communes_of,
        topics=topic_titles(TopicLibrary.load()),
        frames=bulletin_frames(Wordings.load()),
        broadcast_rate=settings.broadcast_rate,
        deletion_mark=house.deletions.mark,
        clean_picture=picture_cleaner(cleaner),
    )
    try:
        await serve_app(web.create_desk(parts), settings.desk_listen, "TINBAO_DESK_LISTEN", stop)
    finally:
        await cleaner.close()


async def serve_app(app: Starlette, listen: Listen, setting: str, stop: asyncio.Event) -> None:
    """Serve one app until `stop`; raises SettingsError when the address is taken."""
    listening = _listening(listen, setting)
    config = uvicorn.Config(
        app, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=3
    )
    server = _Server(config)

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    try:
        await server.serve(sockets=[listening])
    finally:
        ending.cancel()
        listening.close()


def _listening(listen: Listen, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    # The protocol is named so that asyncio switches Nagle's delay off; else every answer waits 40 ms.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((listen.host, listen.port))
        made.listen()
    except OSError:
        made.close()
        raise SettingsError(
            f"{setting}: port {listen.port} of {listen.host} can't be used; another program may have it."
        ) from None
    return made


class _Server(uvicorn.Server):
    """Leaves signals to `tinbao run`, which stops every process in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def _forget_unused(conn: Connection, settings: Settings) -> None:
    """A channel that isn't configured any more has no heartbeat to wait for."""
    if settings.residents_bot_token is None:
        heartbeats.forget(conn, Pulse.RESIDENTS)
        heartbeats.forget(conn, Pulse.BROADCASTER)
    if settings.officers_bot_token is None:
        heartbeats.forget(conn, Pulse.OFFICERS)


async def _worker(house: House, stop: asyncio.Event) -> None:
    housekeeping = Housekeeping(house.database, house.blobs, house.limits, utc_now, house.deletions)
    settings = house.settings
    leader = leader_of(settings.database_url, settings.data_dir, "worker")
    jobs = Jobs(housekeeping.ticks(), leader, housekeeping.failing)
    await house.database.write(partial(_forget_unused, settings=settings))
    jobs.start()
    try:
        await stop.wait()
    finally:
        await jobs.stop()
