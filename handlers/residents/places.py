"""Step 2, where it happened, and the places of warnings: search, location, browsing; it must never choose by itself."""

from collections.abc import Iterable, Sequence

from domain.hours import day_of
from domain.place_answers import PlaceAnswer, PlaceAnswerKind, PlaceCandidate
from domain.place_records import Commune, FormerDistrict, FormerProvince, Province, titled
from domain.routing import ConflictAnswer, Unserved, route
from domain.tips import When
from handlers.effects import Wording
from handlers.residents import asking
from handlers.state import AREA_STAGES, Pick, Stage
from handlers.turn import Turn

PAGE = 20
"""Communes on one page of a list: ten rows of two, what fits a small phone."""


def search(turn: Turn, typed: str) -> None:
    """Answer a typed place with candidates, or with the question that narrows it."""
    answer = turn.world.gazetteer.search(typed, turn.world.limits.place_candidates)
    if answer.kind is PlaceAnswerKind.ASK_FOR_PROVINCE and answer.provinces:
        _which_province(turn, answer)
    elif answer.kind is PlaceAnswerKind.ASK_FOR_WARD:
        _which_commune(turn, answer)
    elif answer.candidates:
        candidates(turn, answer)
    else:
        not_found(turn, "place-not-found")


def not_found(turn: Turn, said: str) -> None:
    """Nothing is there: say how else the place can be named, and wait for it."""
    asking.stand_at_place(turn)
    turn.ask(turn.text(said))


def candidates(turn: Turn, answer: PlaceAnswer) -> None:
    """Up to five candidates as buttons with the old name that matched, and the ways out."""
    home = _province_meant(turn, answer.area)
    picks = [
        Pick(f"place:{found.commune.code}", _label(turn, found.commune, found.former_name))
        for found in answer.candidates
    ]
    picks += [
        turn.pick(f"heirs:{district.code}", "place-elsewhere", district=district.in_sentence)
        for district in answer.elsewhere
    ]
    among = _entries(answer.among)
    if len(among) > len(answer.candidates):
        picks.append(turn.pick("all", "place-more"))
    if home is not None:
        # The name may mean the whole province as well as what bears its name: neither is guessed.
        if turn.stage in AREA_STAGES:
            picks.insert(0, turn.pick(f"whole:{home.code}", "area-whole", province=home.in_sentence))
        picks.append(_rest(turn, home))
    _choose(turn, picks, among, _now_in(turn, answer.area))


def near(turn: Turn, latitude: float, longitude: float) -> None:
    """The nearest few communes around a shared location, neighbours across a boundary among them."""
    found = turn.world.gazetteer.nearest(latitude, longitude, turn.world.limits.place_candidates)
    if not found:
        not_found(turn, "place-near-none")
        return
    _choose(turn, [Pick(f"place:{near.commune.code}", near.commune.label(near.province)) for near in found])


def all_found(turn: Turn) -> None:
    """Everything that the last search matched, page by page."""
    show_list(turn, turn.conversation.listed)


def in_province(turn: Turn, province_code: str) -> None:
    """A province was picked: narrow the last search to it, or browse it from A to Z."""
    inside = [entry for entry in turn.conversation.listed if _province_of(turn, entry) == province_code]
    if turn.stage is turn.here(Stage.PLACE_PROVINCE) and inside:
        show_list(turn, inside)
    else:
        province(turn, province_code)


def browse(turn: Turn) -> None:
    """All provinces."""
    provinces = turn.world.gazetteer.provinces()
    picks = [Pick(f"province:{province.code}", province.name) for province in provinces]
    turn.enter(turn.here(Stage.BROWSE_PROVINCE), [*picks, _again(turn)])
    asking.put(turn)


def province(
    turn: Turn, province_code: str, lead: Wording | None = None, listed: tuple[str, ...] = ()
) -> None:
    """A province: for warnings it may be meant as a whole, a report needs the commune.

    `listed` are communes of it that the same words name.
    """
    found = turn.world.gazetteer.province(province_code)
    if turn.stage not in AREA_STAGES or found is None:
        letters(turn, province_code, lead)
        return
    most = turn.world.limits.place_candidates
    named = [place for entry in listed[:most] if (place := _place(turn, entry)) is not None]
    picks = [
        turn.pick(f"whole:{province_code}", "area-whole", province=found.in_sentence),
        *(Pick(f"place:{commune.code}", _label(turn, commune, old)) for commune, old in named),
        *((turn.pick("all", "place-more"),) if len(listed) > most else ()),
        turn.pick(f"letters:{province_code}", "area-one"),
    ]
    turn.enter(Stage.AREA_WHOLE, [*picks, _again(turn)], listed=listed)
    asking.put(turn, lead)


def letters(turn: Turn, province_code: str, lead: Wording | None = None) -> None:
    """The first letters of a province's communes."""
    groups = turn.world.gazetteer.letters_of(province_code)
    picks = [Pick(f"letter:{province_code}:{group.letter}", group.letter) for group in groups]
    turn.enter(turn.here(Stage.BROWSE_LETTER), [*picks, _again(turn)])
    asking.put(turn, lead)


def letter(turn: Turn, province_code: str, first: str) -> None:
    """The communes of a province under one letter."""
    groups = turn.world.gazetteer.letters_of(province_code)
    show_list(turn, [commune.code for group in groups if group.letter == first for commune in group.communes])


def heirs(turn: Turn, district_code: str) -> None:
    """The communes that have land of a former district."""
    for district in turn.world.gazetteer.records.former_districts:
        if district.code == district_code:
            show_list(turn, _codes(turn.world.gazetteer.heirs_of(district)))
            return
    asking.enter_place(turn)


def show_list(
    turn: Turn,
    entries: Sequence[str],
    page: int = 0,
    lead: Wording | None = None,
    rest: Province | None = None,
) -> None:
    """One page of a list; an entry is a commune's code, with `|` and the old name that matched if there is one.

    `rest`: a province whose other communes are offered below it; what lies elsewhere says so on its button.
    """
    places = [place for entry in entries if (place := _place(turn, entry)) is not None]
    pages = max(1, -(-len(places) // PAGE))
    page = min(max(page, 0), pages - 1)
    provinces = {commune.province_code for commune, _ in places} | (
        {rest.code} if rest is not None else set()
    )
    picks = [
        Pick(f"place:{commune.code}", _label(turn, commune, old, with_province=len(provinces) > 1))
        for commune, old in places[page * PAGE : (page + 1) * PAGE]
    ]
    if page > 0:
        picks.append(turn.pick(f"page:{page - 1}", "page-back"))
    if page < pages - 1:
        picks.append(turn.pick(f"page:{page + 1}", "page-next"))
    if rest is not None:
        picks.append(_rest(turn, rest))
    picks.append(_again(turn))
    turn.enter(turn.here(Stage.PLACE_LIST), picks, listed=tuple(entries), page=page)
    asking.put(turn, lead)


def turn_page(turn: Turn, page: int) -> None:
    """Another page of the list in hand."""
    show_list(turn, turn.conversation.listed, page)


def chosen(turn: Turn, commune_code: str, lead: Wording | None = None) -> None:
    """A commune is chosen: go on if its province is served, else say so and begin no draft."""
    commune = turn.world.gazetteer.commune(commune_code)
    if commune is None:
        asking.enter_place(turn, lead)
        return
    turn.set_report(commune_code=commune_code, conflict=None, when=None)
    if served(turn, commune):
        asking.enter_conflict(turn, lead)
    else:
        unserved(turn, lead)


def unserved(turn: Turn, lead: Wording | None = None) -> None:
    """The place is known, but its province doesn't use Tin Báo."""
    turn.enter(Stage.UNSERVED, [_again(turn), turn.pick("cancel", "unserved-leave")])
    asking.put(turn, lead)


def served(turn: Turn, commune: Commune) -> bool:
    """Whether a tip about this commune has a recipient; the answers don't matter for that."""
    day = day_of(turn.world.now)
    return not isinstance(
        route(turn.world.serving, commune, ConflictAnswer.PROVINCE, When.PAST, day), Unserved
    )


def _which_province(turn: Turn, answer: PlaceAnswer) -> None:
    picks = [Pick(f"province:{province.code}", province.name) for province in answer.provinces]
    listed = _entries(answer.among or answer.candidates)
    turn.enter(turn.here(Stage.PLACE_PROVINCE), [*picks, _again(turn)], listed=listed)
    asking.put(turn)


def _which_commune(turn: Turn, answer: PlaceAnswer) -> None:
    area, home = answer.area, _province_meant(turn, answer.area)
    now_in = _now_in(turn, area)
    lead = now_in
    if lead is None and area is not None:
        lead = turn.text("place-which-commune", area=titled(area.kind, area.name))
    found = _entries(answer.among or answer.candidates)
    if not found and isinstance(area, FormerDistrict):
        found = _codes(turn.world.gazetteer.heirs_of(area))
    if home is not None and turn.stage in AREA_STAGES:
        province(turn, home.code, now_in, found)
    elif home is not None and any(place.province != home for place in answer.among):
        # More namesakes all over the country than can be shown beside the way into the province.
        candidates(turn, answer)
    elif found:
        # A province is often named for one of its places: its own communes of that name first, then all the others.
        show_list(turn, found, lead=lead, rest=home)
    elif home is not None:
        letters(turn, home.code, lead)
    else:
        not_found(turn, "place-not-found")


def _province_meant(turn: Turn, area: Province | FormerProvince | FormerDistrict | None) -> Province | None:
    """The province that was named, or the one that a former province belongs to today."""
    if isinstance(area, FormerProvince):
        return turn.world.gazetteer.heir_of(area)
    return area if isinstance(area, Province) else None


def _now_in(turn: Turn, area: Province | FormerProvince | FormerDistrict | None) -> Wording | None:
    """Where a former province belongs today: its name alone stands nowhere among the provinces."""
    home = _province_meant(turn, area)
    if area is None or home is None or area == home:
        return None
    return turn.text("place-now-in", area=titled(area.kind, area.name), province=home.in_sentence)


def _choose(
    turn: Turn, picks: Sequence[Pick], listed: tuple[str, ...] = (), lead: Wording | None = None
) -> None:
    turn.enter(turn.here(Stage.PLACE_CHOICE), [*picks, _again(turn)], listed=listed)
    asking.put(turn, lead)


def _rest(turn: Turn, home: Province) -> Pick:
    return turn.pick(f"letters:{home.code}", "place-rest", province=home.name)


def _again(turn: Turn) -> Pick:
    return turn.pick("search_again", "place-again")


def _label(turn: Turn, commune: Commune, old: str | None, *, with_province: bool = True) -> str:
    label = commune.label(turn.world.gazetteer.province_of(commune)) if with_province else commune.title
    return turn.label("place-old", label=label, old=old) if old else label


def _place(turn: Turn, entry: str) -> tuple[Commune, str | None] | None:
    code, _, old = entry.partition("|")
    commune = turn.world.gazetteer.commune(code)
    return (commune, old or None) if commune is not None else None


def _province_of(turn: Turn, entry: str) -> str | None:
    place = _place(turn, entry)
    return place[0].province_code if place is not None else None


def _entries(found: Iterable[PlaceCandidate]) -> tuple[str, ...]:
    return tuple(f"{candidate.commune.code}|{candidate.former_name or ''}".rstrip("|") for candidate in found)


def _codes(communes: Iterable[Commune]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(commune.code for commune in communes))
