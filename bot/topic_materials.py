"""Writes what an awareness officer hands out for each topic: chat card, square picture, A4 sheet, loudspeaker script; it never writes over a folder in use."""

from collections.abc import Callable
from pathlib import Path

from bot.administration.refusals import Refused
from handlers.awareness_library import TopicLibrary
from handlers.topic_cards import card_text
from handlers.topic_texts import Topic

LANGUAGES = ("vi", "en")


def topic_pictures(built: Path) -> Callable[[str], bytes | None]:
    """Give a look-up of a topic's drawing for chats, as PNG; None where it isn't built."""

    def picture(topic_id: str) -> bytes | None:
        try:
            return (built / f"{topic_id}-card.png").read_bytes()
        except OSError:
            return None

    return picture


def write_materials(
    library: TopicLibrary, out: Path, pictures: Path, sheet: Callable[[Topic, bytes], bytes]
) -> int:
    """Write `<language>/<topic>/` with `card.txt`, `picture.png`, `sheet.pdf` and `loudspeaker.txt`; gives the number of topics.

    `sheet` sets a topic with its square picture on an A4 page. Raises Refused when `out` holds anything or a picture isn't built.
    """
    if out.exists() and any(out.iterdir()):
        raise Refused(f"{out} isn't empty: name a new folder.")
    count = 0
    for language in LANGUAGES:
        for topic in library.topics(language):
            name = f"{topic.id}-square{'-en' if language == 'en' else ''}.png"
            try:
                picture = (pictures / name).read_bytes()
            except OSError:
                raise Refused(f"The picture {name} isn't built: run `make setup`.") from None
            folder = out / language / topic.id
            folder.mkdir(parents=True)
            (folder / "card.txt").write_text(card_text(topic) + "\n", encoding="utf-8")
            (folder / "loudspeaker.txt").write_text(topic.loudspeaker + "\n", encoding="utf-8")
            (folder / "picture.png").write_bytes(picture)
            (folder / "sheet.pdf").write_bytes(sheet(topic, picture))
            count += 1
    return count
