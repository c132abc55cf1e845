"""Names the places of warnings, and says whether somebody warns there; it must never name a place that isn't known."""

from domain.subscriptions import Place
from handlers.residents import places
from handlers.turn import Turn


def name_of(turn: Turn, place: Place) -> str | None:
    """`Xã Quỳnh Nhai, Sơn La`, or `Cả tỉnh Sơn La`; None for a place that doesn't exist (any more)."""
    gazetteer = turn.world.gazetteer
    if place.commune_code is not None:
        commune = gazetteer.commune(place.commune_code)
        return commune.label(gazetteer.province_of(commune)) if commune is not None else None
    province = gazetteer.province(place.province_code)
    return turn.label("area-whole", province=province.in_sentence) if province is not None else None


def place_of(turn: Turn, commune_code: str) -> Place | None:
    """The place that a commune's code means."""
    commune = turn.world.gazetteer.commune(commune_code)
    return Place(commune.province_code, commune.code) if commune is not None else None


def is_served(turn: Turn, place: Place) -> bool:
    """Whether the police of this place use Tin Báo, so that warnings may come from there."""
    commune = turn.world.gazetteer.commune(place.commune_code or "")
    if commune is not None:
        return places.served(turn, commune)
    return place.province_code in turn.world.serving.provinces
