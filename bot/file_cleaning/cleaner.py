"""Hands each file to a fresh, confined child process and takes the cleaned bytes back; it never opens a file's content in this process."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.file_cleaning import limits
from bot.file_cleaning.results import CleanedFile, CleaningRefused, RefusedBecause
from sealing.secret_types import SecretBytes

_HEADER_BYTES = 4096
_HOUSE = Path(__file__).resolve().parents[2]


class FileCleaner:
    """A small pool of child processes, each of which cleans one file and ends.

    One process per file: what a hostile file does to its process reaches no other resident's file. A spare is kept warm, because
    loading the decoders takes longer than most files. `at_once` bounds how many run together.
    """

    def __init__(self, *, at_once: int = 2) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._spare: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._closed = False

    def warm_up(self) -> None:
        """Start a spare process, so that the first file doesn't wait for it."""
        if self._spare is None and not self._closed:
            self._spare = asyncio.get_running_loop().create_task(_start())

    async def clean(self, content: SecretBytes) -> CleanedFile | CleaningRefused:
        """Clean one file; its kind is found from its bytes alone.

        Never raises for what a file holds: whatever goes wrong in the child comes back as a refusal.
        """
        if not 0 < len(content) <= limits.INPUT_BYTES:
            return CleaningRefused(RefusedBecause.TOO_LARGE if content else RefusedBecause.UNREADABLE)
        async with self._slots, self._process() as process:
            try:
                async with asyncio.timeout(limits.WALL_SECONDS):
                    return await _exchange(process, content)
            except TimeoutError:
                return CleaningRefused(RefusedBecause.TOO_SLOW)
            except (
                ConnectionError,
                asyncio.IncompleteReadError,
                ValueError,
                KeyError,
                TypeError,
                RecursionError,
            ):
                # A child that died (memory bound, crash in a decoder) or said something odd: the file is at fault.
                return CleaningRefused(RefusedBecause.UNREADABLE)

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        starting, self._spare = self._spare, None
        process = await (starting if starting is not None else _start())
        self.warm_up()
        try:
            yield process
        finally:
            await _end(process)

    async def close(self) -> None:
        """End the spare process; files under way finish first if their callers wait for them."""
        self._closed = True
        if self._spare is not None:
            await _end(await self._spare)
            self._spare = None


async def _start() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",  # isolated: no user site, no PYTHON* variables, no current folder on the path
        "-c",
        "import sys; sys.path.insert(0, sys.argv[1]); from bot.file_cleaning.child import main; main()",
        str(_HOUSE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # What a decoder says may quote the file; nobody reads it.
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
    )


async def _exchange(
    process: asyncio.subprocess.Process, content: SecretBytes
) -> CleanedFile | CleaningRefused:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(len(content).to_bytes(8, "big"))
    process.stdin.write(content.reveal())
    await process.stdin.drain()
    process.stdin.close()
    header_length = int.from_bytes(await process.stdout.readexactly(4), "big")
    if header_length > _HEADER_BYTES:
        raise ValueError("the child's header is too long")
    header = json.loads(await process.stdout.readexactly(header_length))
    if "refused" in header:
        return CleaningRefused(RefusedBecause(header["refused"]))
    length = int(header["length"])
    if not 0 < length <= limits.OUTPUT_BYTES:
        return CleaningRefused(RefusedBecause.TOO_LARGE)
    body = await process.stdout.readexactly(length)
    return CleanedFile(
        content=SecretBytes(body),
        mime=str(header["mime"]),
        extension=str(header["extension"]),
        seconds=header.get("seconds"),
        width=header.get("width"),
        height=header.get("height"),
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    # Reading to the end lets the transport close its pipes; the child is dead, so there is little left.
    await process.communicate()
