"""Performs what a bot asks about itself, its chats and files; it never tells one bot about another."""

from typing import Any

from bot.sandbox.methods.registry import Desk, performs
from bot.sandbox.refusals import bad_request
from bot.sandbox.request_reading import Call
from bot.sandbox.stored_files import MOST_DOWNLOAD_BYTES

_PROFILE_FIELDS = {
    "setMyName": "name",
    "setMyDescription": "description",
    "setMyShortDescription": "short_description",
    "getMyName": "name",
    "getMyDescription": "description",
    "getMyShortDescription": "short_description",
}


@performs("getMe")
def get_me(desk: Desk, _call: Call) -> dict[str, Any]:
    """Who the bot is."""
    return {
        **desk.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@performs("logOut", "close")
def do_nothing(_desk: Desk, _call: Call) -> bool:
    """Nothing to do on a server that lives as long as its process."""
    return True


@performs("setMyName", "setMyDescription", "setMyShortDescription")
def set_profile(desk: Desk, call: Call) -> bool:
    """A text of the bot's profile, by language."""
    field = _PROFILE_FIELDS[call.method]
    desk.bot.profile[field, call.text("language_code")] = call.text(field)
    return True


@performs("getMyName", "getMyDescription", "getMyShortDescription")
def get_profile(desk: Desk, call: Call) -> dict[str, str]:
    """A text of the bot's profile; without one in this language the general one."""
    field = _PROFILE_FIELDS[call.method]
    general = desk.bot.profile.get((field, ""), desk.bot.name if field == "name" else "")
    return {field: desk.bot.profile.get((field, call.text("language_code")), general)}


@performs("setMyCommands")
def set_commands(desk: Desk, call: Call) -> bool:
    """The list behind the phone's command button, by language (every scope counts as the default one here)."""
    desk.bot.commands[call.text("language_code")] = call.structure("commands")
    return True


@performs("deleteMyCommands")
def delete_commands(desk: Desk, call: Call) -> bool:
    """No list for this language."""
    desk.bot.commands.pop(call.text("language_code"), None)
    return True


@performs("getMyCommands")
def get_commands(desk: Desk, call: Call) -> list[dict[str, str]]:
    """The list for this language."""
    return desk.bot.commands.get(call.text("language_code"), [])


@performs("setChatMenuButton")
def set_menu_button(desk: Desk, call: Call) -> bool:
    """What the button beside the input field does."""
    desk.bot.menu_button = call.structure("menu_button") or {"type": "default"}
    return True


@performs("getChatMenuButton")
def get_menu_button(desk: Desk, _call: Call) -> dict[str, Any]:
    """What the button beside the input field does."""
    return desk.bot.menu_button


@performs("getChat")
def get_chat(desk: Desk, call: Call) -> dict[str, Any]:
    """A chat in full."""
    chat = desk.bot.known_chat(call.text("chat_id"))
    return {
        **chat.description,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


@performs("leaveChat")
def leave_chat(desk: Desk, call: Call) -> bool:
    """The bot leaves a group."""
    chat = desk.bot.known_chat(call.text("chat_id"))
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.left = True
    return True


@performs("getFile")
def get_file(desk: Desk, call: Call) -> dict[str, Any]:
    """Where a file can be fetched; too big a one can't (20 MB)."""
    stored = desk.world.files.by_id(call.text("file_id"))
    if stored.size > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
