"""Kills a broadcast twenty times while it delivers to ten thousand, then asks who got it; nobody may be lost or doubled unless marked as in doubt."""

import json
import random
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks import small_house, warnings_house
from benchmarks.processes import LoopbackPlatform, row, running
from benchmarks.small_house import SmallHouse
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer
from sealing.conversation_keys import ContactPlace, open_contact
from storage.campaigns import ledger_rows, open_runs
from storage.engine import Database

RECIPIENTS = 10_000
KILLS = 20
RATE = 250


def run(recipients: int = RECIPIENTS, kills: int = KILLS, rate: int = RATE) -> list[dict[str, object]]:
    """The rows of this bench."""
    gazetteer = Gazetteer(read_gazetteer_records())
    with tempfile.TemporaryDirectory() as folder:
        house = small_house.build(Path(folder), gazetteer)
        small_house.write(house)
        warnings_house.furnish(house, recipients)
        with running("benchmarks.strict_platform", "--rate", str(rate)) as process:
            server = LoopbackPlatform(process)
            for _ in range(kills):
                further = random.randint(1, 2 * recipients // (kills + 6))
                _killed(house, server, rate, server.facts()["reached"] + further)
            _finished(house, server, rate)
            with urllib.request.urlopen(f"{server.url}/reached") as answer:  # noqa: S310
                reached = {int(chat): count for chat, count in json.load(answer).items()}
        lost, doubled, doubtful = _judged(house, reached, recipients)
    met = lost == 0 and doubled == 0
    unit = f"lost + doubled, {doubtful} of {recipients} in doubt after {kills} kills"
    return [row("broadcast_resume", [float(lost + doubled)], [], unit, "0", float(lost + doubled), met)]


def _killed(house: SmallHouse, server: LoopbackPlatform, rate: int, reached: int) -> None:
    """Broadcast until so many are reached, then die at once."""
    with running("benchmarks.serve_warnings", *_arguments(house, server, rate)) as process:
        server.wait_for("reached", reached, 120)
        process.kill()
        process.wait()


def _finished(house: SmallHouse, server: LoopbackPlatform, rate: int) -> None:
    """Broadcast until the run is over."""
    until = time.monotonic() + 300
    with running("benchmarks.serve_warnings", *_arguments(house, server, rate)):
        database = Database.open(house.database_url, house.folder)
        while database.read_now(open_runs):
            if time.monotonic() > until:
                raise TimeoutError("the broadcast didn't come to its end")
            time.sleep(0.5)
        database.close_now()


def _arguments(house: SmallHouse, server: LoopbackPlatform, rate: int) -> tuple[str, ...]:
    return (str(house.folder), server.url, "--rate", str(rate), "--alone")


def _judged(house: SmallHouse, reached: dict[int, int], recipients: int) -> tuple[int, int, int]:
    """Lost: neither reached nor marked as in doubt. Doubled: reached twice, or said to be unsent and reached."""
    database = Database.open(house.database_url, house.folder)
    try:
        ledger = database.read_now(ledger_rows)
    finally:
        database.close_now()
    state_of: dict[int, str] = {}
    for each in ledger:
        place = ContactPlace(house.deployment, "subscription", each.subscriber_id)
        state_of[int(open_contact(house.contact_key, place, each.contact).chat_id.reveal())] = each.delivery
    chats = range(warnings_house.FIRST_CHAT, warnings_house.FIRST_CHAT + recipients)
    lost = sum(1 for chat in chats if chat not in reached and state_of.get(chat) != "in_doubt")
    doubled = sum(1 for count in reached.values() if count > 1)
    unsaid = sum(1 for chat in reached if state_of.get(chat) not in {"sent", "in_doubt"})
    return lost, doubled + unsaid, sum(1 for state in state_of.values() if state == "in_doubt")


if __name__ == "__main__":
    for line in run():
        print(line)
