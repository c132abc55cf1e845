"""Searches places by exact name, trigrams, edit distance; it must never take a near match as certain."""

from domain.place_answers import PlaceAnswer, PlaceAnswerKind
from domain.place_records import GazetteerRecords


class PlaceSearch:
    """Search over one set of records."""

    def __init__(self, records: GazetteerRecords) -> None:
        self._records = records

    def search(self, text: str, limit: int, province_code: str | None) -> PlaceAnswer:
        """The answer to one typed place."""
        del text, limit, province_code
        return PlaceAnswer(PlaceAnswerKind.NOT_FOUND)
