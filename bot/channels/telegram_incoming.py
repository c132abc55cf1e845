"""Describes of the Bot API's updates what residents' conversations need, and nothing that tells who somebody is; it must never grow a name or a number.

Everything else of an update is dropped while it is read: it never becomes an object of the process.
Source: core.telegram.org/bots/api#available-types.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Seen = Annotated[bool, BeforeValidator(lambda value: value is not None)]
"""Whether there is such a thing; what is in it isn't kept."""


class Part(BaseModel):
    """A part of an update; an odd type refuses the whole, unknown fields are dropped."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class Chat(Part):
    """Where something happens."""

    id: int
    type: str


class Person(Part):
    """Who pressed a button: in a private chat the chat's own id."""

    id: int


class File(Part):
    """A file that can be fetched; `duration` in seconds, of what can be played."""

    file_id: str
    file_size: int | None = None
    mime_type: str | None = None
    duration: float = 0


class PhotoSize(File):
    """One size of a photo, in pixels."""

    width: int = 0
    height: int = 0


class Location(Part):
    """A point, in degrees."""

    latitude: float
    longitude: float


class Message(Part):
    """A message, an edited one, or the one under which a button was pressed."""

    message_id: int
    chat: Chat
    text: str | None = None
    caption: str | None = None
    media_group_id: str | None = None
    photo: list[PhotoSize] | None = None
    animation: File | None = None
    voice: File | None = None
    video_note: File | None = None
    audio: File | None = None
    video: File | None = None
    document: File | None = None
    location: Location | None = None
    contact: Seen = False
    # Lines of the platform's own that nobody typed.
    pinned_message: Seen = False
    message_auto_delete_timer_changed: Seen = False
    write_access_allowed: Seen = False
    chat_background_set: Seen = False
    connected_website: Seen = False
    proximity_alert_triggered: Seen = False
    boost_added: Seen = False
    successful_payment: Seen = False
    refunded_payment: Seen = False


class CallbackQuery(Part):
    """A pressed button."""

    id: str
    from_user: Person = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class ChatMember(Part):
    """How the bot stands in a chat now."""

    status: str


class ChatMemberUpdated(Part):
    """The bot was let in, blocked or thrown out."""

    chat: Chat
    new_chat_member: ChatMember


class Update(Part):
    """One update of the kinds that are asked for."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None
