"""What the queue's address chooses: list, filters and order; must never carry more than metadata, nor trust what it is given."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from domain.categories import CATEGORIES
from domain.tips import TipStatus, When
from storage.queue_filters import QueueFilter, QueueSort, QueueView
from web.desk.inputs import hex_id

TAB_FILTERS: Mapping[str, QueueFilter] = {
    "open": QueueFilter(),
    "mine": QueueFilter(mine=True),
    "unclaimed": QueueFilter(unassigned=True),
    "overdue": QueueFilter(overdue=True),
    "closed": QueueFilter(view=QueueView.CLOSED),
    "held": QueueFilter(view=QueueView.HELD),
}
_UNGROUPED = frozenset({"closed", "held"})
_ONE_HOLDER = frozenset({"mine", "unclaimed", "held"})
"""Lists in which a filter by officer says nothing."""


class Address:
    """The part of the queue's address that chooses rows; anything unknown in it is left out."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.tab = query.get("tab", "open") if query.get("tab") in TAB_FILTERS else "open"
        self.status = _among(query.get("status"), TipStatus)
        self.category = query.get("category") if query.get("category") in CATEGORIES else None
        self.when = _among(query.get("when"), When)
        self.officer = query.get("officer") if hex_id(query.get("officer", "")) else None
        self.sort = _among(query.get("sort"), QueueSort) or QueueSort.DUE.value
        self.after = query.get("after")

    @classmethod
    def of_choices(cls, choices: str) -> "Address":
        """The address of a saved list."""
        return cls(dict(parse_qsl(choices)))

    @property
    def filtered(self) -> bool:
        """Whether any of the drop-downs that leave rows out is set."""
        return bool(self.status or self.category or self.when or self.officer)

    @property
    def grouped(self) -> bool:
        """Whether the rows stand under headings: only in the order of what is due."""
        return self.tab not in _UNGROUPED and self.effective_sort is QueueSort.DUE

    @property
    def sortable(self) -> bool:
        """Whether another order can be chosen: what is overdue is only worth seeing by what is due."""
        return self.tab != "overdue"

    @property
    def effective_sort(self) -> QueueSort:
        """The order that holds in this list."""
        return QueueSort(self.sort) if self.sortable else QueueSort.DUE

    def queue_filter(self, tab: str | None = None) -> QueueFilter:
        """What storage is asked for, for this list or for another one with the same filters."""
        tab = tab or self.tab
        officer = hex_id(self.officer) if self.officer and tab not in _ONE_HOLDER else None
        return replace(
            TAB_FILTERS[tab],
            status=TipStatus(self.status) if self.status else None,
            category=self.category,
            when=When(self.when) if self.when else None,
            officer=officer,
            sort=self.effective_sort if tab == self.tab else QueueSort.DUE,
        )

    @property
    def choices(self) -> str:
        """The address's query without a page: what a saved list keeps."""
        return self.link().partition("?")[2]

    def link(self, **changes: str | None) -> str:
        """This address with some values changed; the page mark falls away unless it is one of them."""
        values = {
            "tab": self.tab,
            "status": self.status,
            "category": self.category,
            "when": self.when,
            "officer": self.officer,
            "sort": self.sort,
            **changes,
        }
        plain = {"tab": "open", "sort": QueueSort.DUE.value}
        query = urlencode(
            {name: value for name, value in values.items() if value and plain.get(name) != value}
        )
        return f"/?{query}" if query else "/"


def _among(value: str | None, values: type[StrEnum]) -> str | None:
    return value if value in {member.value for member in values} else None
