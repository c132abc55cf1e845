"""A resident for tests, who does over HTTP what a person does with the phone; it knows nothing a person couldn't see."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from bot.sandbox.seen_messages import SeenMessage

Wanted = str | Callable[[SeenMessage], bool]

_OPUS = "audio/ogg"


class NothingSeenError(AssertionError):
    """What the resident waited for didn't come; the message says what was expected and how many messages stand there."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send: `kind` is photo, voice, video, video_note, audio, document, animation or sticker.

    `claimed_size`: bytes it pretends to have (a 2 GB file without 2 GB).
    """

    kind: str
    content: bytes = field(repr=False)
    name: str = "tep.bin"
    mime: str = "application/octet-stream"
    duration: int = 0
    claimed_size: int | None = None


class SandboxResident:
    """One made-up person in a private chat with a sandbox bot.

    Use: `async with await SandboxResident.arrive(url) as resident: await resident.send("/start")`.
    Sending returns message ids. Waiting looks at messages that are newer than the last ones a wait returned,
    unless `fresh=False`.
    """

    def __init__(self, client: httpx.AsyncClient, resident_id: int, bot: str | None) -> None:
        self._client = client
        self._bot = bot
        self._base = f"/sandbox/residents/{resident_id}"
        self._read_up_to = 0
        self.chat_id = resident_id

    @classmethod
    async def arrive(
        cls, sandbox_url: str, *, name: str = "Người dân", language: str = "vi", bot: str | None = None
    ) -> Self:
        """A new person; `bot` is a bot's user name, None the residents' bot."""
        client = httpx.AsyncClient(base_url=sandbox_url, timeout=40, trust_env=False)
        answer = await client.post("/sandbox/residents", json={"name": name, "language": language})
        answer.raise_for_status()
        return cls(client, answer.json()["id"], bot)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Put the phone away."""
        await self._client.aclose()

    # What the resident sends.

    async def send(self, text: str, *, reply_to: int | None = None) -> int:
        """Type a text and send it."""
        return int(await self._act("text", text=text, reply_to=reply_to))

    async def send_files(self, *files: Attachment, caption: str = "") -> list[int]:
        """One file, or several as an album with the caption under the first."""
        fields: dict[str, str] = {"caption": caption}
        parts: dict[str, tuple[str, bytes, str]] = {}
        for number, item in enumerate(files):
            key = f"file{number}"
            parts[key] = (item.name, item.content, item.mime)
            fields |= {f"{key}.kind": item.kind, f"{key}.duration": str(item.duration)}
            if item.claimed_size is not None:
                fields[f"{key}.size"] = str(item.claimed_size)
        answer = await self._client.post(
            f"{self._base}/files", params=self._params(), data=fields, files=parts
        )
        return [int(number) for number in self._checked(answer)["message_ids"]]

    async def send_photo(self, content: bytes, caption: str = "", mime: str = "image/jpeg") -> int:
        """A photo."""
        return (await self.send_files(Attachment("photo", content, "anh.jpg", mime), caption=caption))[0]

    async def send_voice(self, content: bytes, duration: int = 1, mime: str = _OPUS) -> int:
        """A voice note; `duration` in seconds."""
        return (await self.send_files(Attachment("voice", content, "ghi-am.ogg", mime, duration)))[0]

    async def send_video(self, content: bytes, duration: int = 1, caption: str = "") -> int:
        """A video (MP4)."""
        item = Attachment("video", content, "phim.mp4", "video/mp4", duration)
        return (await self.send_files(item, caption=caption))[0]

    async def send_video_note(self, content: bytes, duration: int = 1) -> int:
        """A round video."""
        return (await self.send_files(Attachment("video_note", content, "tron.mp4", "video/mp4", duration)))[
            0
        ]

    async def send_document(
        self, content: bytes, name: str, mime: str, caption: str = "", claimed_size: int | None = None
    ) -> int:
        """A file."""
        item = Attachment("document", content, name, mime, claimed_size=claimed_size)
        return (await self.send_files(item, caption=caption))[0]

    async def send_location(self, latitude: float, longitude: float, live_seconds: int | None = None) -> int:
        """A point on the map, live when `live_seconds` is given."""
        location: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        if live_seconds is not None:
            location["live_period"] = live_seconds
        return await self.send_body(location=location)

    async def send_contact(self, phone_number: str, first_name: str) -> int:
        """A contact card."""
        return await self.send_body(contact={"phone_number": phone_number, "first_name": first_name})

    async def send_dice(self, value: int = 4) -> int:
        """A thrown die: something no report can use."""
        return await self.send_body(dice={"emoji": "🎲", "value": value})

    async def send_body(self, **content: Any) -> int:
        """Any content that needs no file, as the Bot API writes it in a `Message`."""
        return int(await self._act("body", body=content))

    # What the resident does with what stands there.

    async def press(self, label: str, *, wait: float = 10) -> None:
        """Press the newest inline button of this label, or the reply keyboard's; waits until there is one."""
        until = time.monotonic() + wait
        while True:
            view = await self._look()
            for message in reversed([SeenMessage.read(raw) for raw in view["messages"]]):
                button = message.button(label)
                if button is not None:
                    await self.press_data(message.id, button.data)
                    return
            if label in _reply_labels(view["keyboard"]):
                await self.send(label)
                return
            await self._wait_for_change(view["seq"], until, f"a button {label!r}", len(view["messages"]))

    async def press_data(self, message_id: int, data: str, *, stale: bool = False) -> str:
        """Press a button by its data; `stale=True` also when it is no longer, or never was, there."""
        return str(await self._act("press-stale" if stale else "press", message_id=message_id, data=data))

    async def edit(self, message_id: int, text: str) -> None:
        """Change the text or caption of an own message."""
        await self._act("edit", message_id=message_id, text=text)

    async def move_location(self, message_id: int, latitude: float, longitude: float) -> None:
        """A live location moves on."""
        await self._act("move", message_id=message_id, latitude=latitude, longitude=longitude)

    async def delete(self, *message_ids: int) -> None:
        """Delete messages on both sides (the bot isn't told)."""
        await self._act("delete", message_ids=message_ids)

    async def forward(self, message_id: int) -> int:
        """Forward one of the chat's messages to the bot."""
        return int(await self._act("forward", message_id=message_id))

    async def block(self) -> None:
        """Block the bot."""
        await self._act("block")

    async def unblock(self) -> None:
        """Let the bot write again."""
        await self._act("unblock")

    async def add_bot_to_group(self, title: str = "Xóm Đình") -> int:
        """Add the bot to a group; returns the group's chat id."""
        wish = {"resident_id": self.chat_id, "title": title, "bot": self._bot}
        return int(self._checked(await self._client.post("/sandbox/groups", json=wish))["chat_id"])

    async def bot_left(self, group_id: int) -> bool:
        """Whether the bot left that group."""
        answer = await self._client.get(f"/sandbox/groups/{group_id}", params=self._params())
        return bool(self._checked(answer)["left"])

    # What the resident sees.

    async def messages(self) -> list[SeenMessage]:
        """Everything that stands in the chat now, oldest first."""
        return [SeenMessage.read(raw) for raw in (await self._look())["messages"]]

    async def keyboard(self) -> list[str]:
        """Labels of the reply keyboard, [] when there is none."""
        return _reply_labels((await self._look())["keyboard"])

    async def sees(self, message_id: int) -> bool:
        """Whether this message still stands in the chat."""
        return any(message.id == message_id for message in await self.messages())

    async def answers(self) -> list[str]:
        """Texts the bot showed over the chat after buttons were pressed."""
        events = self._checked(await self._client.get(f"{self._base}/events", params=self._params()))[
            "events"
        ]
        return [event["text"] for event in events if event["type"] == "answer" and event["text"]]

    async def wait_for(self, wanted: Wanted, *, wait: float = 10, fresh: bool = True) -> SeenMessage:
        """The first message of the bot that holds this text (or meets this test); NothingSeenError after `wait` s."""
        until = time.monotonic() + wait
        while True:
            view = await self._look()
            for message in (SeenMessage.read(raw) for raw in view["messages"]):
                if not message.from_bot or (fresh and message.id <= self._read_up_to):
                    continue
                if wanted in message.text if isinstance(wanted, str) else wanted(message):
                    self._read_up_to = max(self._read_up_to, message.id)
                    return message
            await self._wait_for_change(view["seq"], until, f"a message {wanted!r}", len(view["messages"]))

    async def wait_until_gone(self, message_ids: Sequence[int], *, wait: float = 10) -> None:
        """Until none of these messages stands in the chat; NothingSeenError after `wait` seconds."""
        until = time.monotonic() + wait
        while True:
            view = await self._look()
            if not {raw["message_id"] for raw in view["messages"]}.intersection(message_ids):
                return
            await self._wait_for_change(view["seq"], until, "messages to vanish", len(view["messages"]))

    async def _wait_for_change(self, seq: int, until: float, what: str, count: int) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise NothingSeenError(f"waited for {what}; {count} messages stand in the chat")
        params = {**self._params(), "after": str(seq), "wait": str(min(left, 20.0))}
        self._checked(await self._client.get(f"{self._base}/events", params=params))
        await asyncio.sleep(0)

    async def _look(self) -> dict[str, Any]:
        return self._checked(await self._client.get(self._base, params=self._params()))

    async def _act(self, act: str, **wish: Any) -> Any:
        answer = await self._client.post(f"{self._base}/{act}", params=self._params(), json=wish)
        return self._checked(answer)["result"]

    def _params(self) -> dict[str, str]:
        return {"bot": self._bot} if self._bot else {}

    @staticmethod
    def _checked(answer: httpx.Response) -> dict[str, Any]:
        body: dict[str, Any] = answer.json()
        if answer.status_code != 200:
            raise ValueError(f"the sandbox refused: {body.get('description')}")
        return body


def _reply_labels(keyboard: dict[str, Any] | None) -> list[str]:
    rows = keyboard["keyboard"] if keyboard else []
    return [button if isinstance(button, str) else button["text"] for row in rows for button in row]
