"""The official names of provinces and communes by code, as one text that browsers know by its hash; must never hold any other name."""

from collections.abc import Iterable

from domain.place_records import Commune, Province


def place_name_table(provinces: Iterable[Province], communes: Iterable[Commune]) -> bytes:
    """Lines of code, the province's code and the name with its kind (`03703 14 xã Quỳnh Nhai`), ascending by code, in UTF-8.

    Its SHA-256 stands in the browser's own code (`web/client/desk/unit_names.ts`), which takes no other table.
    """
    places = [(province.code, province.code, province.in_sentence) for province in provinces]
    places += [(commune.code, commune.province_code, commune.in_sentence) for commune in communes]
    return "".join(f"{code} {province} {name}\n" for code, province, name in sorted(places)).encode()
