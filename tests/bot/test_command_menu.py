"""Who opens the bot finds its commands in the phone's own menu, in Vietnamese, or in English where the phone is."""

from bot.sandbox.faults import FaultKind
from tests.bot.conftest import Served
from tests.bot.platform import Platform, until


async def test_the_phone_lists_the_commands_in_both_languages(served: Served, platform: Platform) -> None:
    async with served:
        await until(lambda: len(platform.bot.commands) == 2)
    assert platform.bot.commands[""][0] == {"command": "baotin", "description": "📝 Gửi tin báo"}
    english = platform.bot.commands["en"]
    assert [each["command"] for each in english] == [each["command"] for each in platform.bot.commands[""]]


async def test_residents_are_served_though_the_platform_takes_no_menu(
    served: Served, platform: Platform
) -> None:
    platform.stumble(FaultKind.SERVER_ERROR, "setMyCommands")
    async with served:
        resident = served.resident()
        resident.write("/start")
        await resident.hears("Chọn một việc")
    assert len(platform.bot.commands) <= 1
