"""Turns what a resident does on the phone into messages and updates; it adds nothing the public server wouldn't."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.chats import Chat, Message
from bot.sandbox.entities import found_entities
from bot.sandbox.media_facts import MEDIA_KINDS, describe
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import Resident, SandboxBot, World

_MEMBER = {"member": "kicked", "kicked": "member"}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file from the phone. `claimed_size`: bytes it pretends to have, so that nobody must send 2 GB."""

    kind: str
    content: bytes = field(repr=False)
    mime: str
    name: str = ""
    duration: int = 0
    claimed_size: int | None = None


class Phone:
    """What one resident does in the chat with one bot."""

    def __init__(self, world: World, bot: SandboxBot, resident: Resident) -> None:
        self._world = world
        self._bot = bot
        self.resident = resident
        self.chat: Chat = world.chat_of(bot, resident)

    def send_text(self, text: str, reply_to: int | None = None) -> Message:
        """Type and send; the public server refuses more than 4,096 characters, the app splits before."""
        body: dict[str, Any] = {"text": text}
        entities = found_entities(text)
        if entities:
            body["entities"] = entities
        answered = self.chat.messages.get(reply_to or 0)
        if answered is not None:
            body["reply_to_message"] = answered
        return self._send(body)

    def send_body(self, body: dict[str, Any]) -> Message:
        """Send content that needs no file: location, contact, dice, poll, venue, game …"""
        return self._send(body)

    def send_files(self, files: list[SentFile], caption: str = "") -> list[Message]:
        """Send one file, or several as an album; the caption stands under the first."""
        album = str(10**16 + secrets.randbelow(10**15)) if len(files) > 1 else None
        return [
            self._send_file(item, caption if number == 0 else "", album) for number, item in enumerate(files)
        ]

    def _send_file(self, item: SentFile, caption: str, album: str | None) -> Message:
        if item.kind not in MEDIA_KINDS:
            raise bad_request("unknown kind of file")
        stored = self._world.files.keep(
            item.kind, item.content, mime=item.mime, name=item.name, claimed_size=item.claimed_size
        )
        described = describe(item.kind, stored, duration=item.duration)
        body: dict[str, Any] = {"media_group_id": album} if album else {}
        body[item.kind] = described
        if item.kind == "animation":
            body["document"] = {key: described[key] for key in ("file_id", "file_unique_id", "file_size")}
        if caption:
            body["caption"] = caption
            entities = found_entities(caption)
            if entities:
                body["caption_entities"] = entities
        return self._send(body)

    def forward(self, message_id: int) -> Message:
        """Forward one of the chat's messages back into it; its origin travels with it."""
        source = self._visible(message_id)
        kept = ("text", "entities", "caption", "caption_entities", "location", *MEDIA_KINDS)
        body = {name: source[name] for name in kept if name in source}
        sender = source["from"]
        body["forward_origin"] = {"type": "user", "date": source["date"], "sender_user": sender}
        return self._send(body)

    def edit(self, message_id: int, text: str) -> Message:
        """Change the text or caption of an own message."""
        before = self._own(message_id)
        name = "text" if "text" in before else "caption"
        marks = "entities" if name == "text" else "caption_entities"
        after = {key: value for key, value in before.items() if key not in (name, marks)}
        after[name] = text
        entities = found_entities(text)
        if entities:
            after[marks] = entities
        return self._edited(after)

    def move_location(self, message_id: int, latitude: float, longitude: float) -> Message:
        """A live location moved on."""
        before = self._own(message_id)
        location = {**before["location"], "latitude": latitude, "longitude": longitude}
        return self._edited({**before, "location": location})

    def delete(self, message_ids: list[int]) -> list[int]:
        """Delete messages on both sides; bots aren't told, as on the public server."""
        return self.chat.remove(message_ids)

    def press(self, message_id: int, data: str) -> str:
        """Press an inline button; returns the callback query's id. RefusedError (400) when it isn't there."""
        message = self._visible(message_id)
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not any(button.get("callback_data") == data for row in keyboard for button in row):
            raise bad_request("no such button under this message")
        return self.press_stale(message_id, data)

    def press_stale(self, message_id: int, data: str) -> str:
        """A callback query from a button that may be gone, or was never there."""
        query_id = self._bot.open_callback(self.chat)
        query: dict[str, Any] = {
            "id": query_id,
            "from": self.resident.as_user(),
            "chat_instance": str(self.chat.id),
            "data": data,
        }
        message = self.chat.messages.get(message_id)
        query["message"] = message or {"chat": self.chat.description, "message_id": message_id, "date": 0}
        self._bot.updates.add("callback_query", query)
        return query_id

    def block(self, blocked: bool) -> None:
        """Block the bot, or let it write again."""
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        person = self.resident.as_user()
        new = "kicked" if blocked else "member"
        self._bot.updates.add(
            "my_chat_member",
            {
                "chat": self.chat.description,
                "from": person,
                "date": self._world.now(),
                "old_chat_member": _membership(self._bot, _MEMBER[new]),
                "new_chat_member": _membership(self._bot, new),
            },
        )

    def _send(self, body: dict[str, Any]) -> Message:
        self.block(False)
        self.chat.opened = True
        message = {**self._world.blank_message(self._bot, self.chat, self.resident.as_user()), **body}
        self.chat.put(message)
        keyboard = self.chat.keyboard
        if keyboard is not None and keyboard.get("one_time_keyboard"):
            self.chat.set_keyboard(None, None)
        self._bot.remember(self.chat)
        self._bot.updates.add("message", message)
        return message

    def _edited(self, after: Message) -> Message:
        after["edit_date"] = self._world.now()
        self.chat.change(after)
        self._bot.updates.add("edited_message", after)
        return after

    def _visible(self, message_id: int) -> Message:
        message = self.chat.messages.get(message_id)
        if message is None:
            raise bad_request("message not found")
        return message

    def _own(self, message_id: int) -> Message:
        message = self._visible(message_id)
        if message["from"]["id"] != self.resident.id:
            raise bad_request("message can't be edited")
        return message


def _membership(bot: SandboxBot, status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": bot.as_user(), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return member


def add_to_group(world: World, bot: SandboxBot, resident: Resident, title: str) -> Chat:
    """A resident adds the bot to a group; the bot hears of it and sees one message there."""
    group = world.new_group(bot, title)
    person = resident.as_user()
    moment = world.now()
    bot.updates.add(
        "my_chat_member",
        {
            "chat": group.description,
            "from": person,
            "date": moment,
            "old_chat_member": {"user": bot.as_user(), "status": "left"},
            "new_chat_member": {"user": bot.as_user(), "status": "member"},
        },
    )
    message = {**world.blank_message(bot, group, person), "new_chat_members": [bot.as_user()]}
    group.put(message)
    bot.updates.add("message", message)
    return group
