"""The one door to tips for officers: reading and working them, always as a Viewer; it must never grow a way without one."""

from storage.assigning import assign
from storage.queue_changes import Change, Changes, changes_since
from storage.queue_filters import QueueFilter, QueueSort, QueueView
from storage.queue_page import Counts, QueuePage, QueueRow, counts, list_length, queue_page
from storage.queues import ChangeKind, Lane
from storage.tip_reading import (
    BlobRef,
    NotVisible,
    OfficerEvent,
    ReceiptView,
    TipHolder,
    TipPart,
    TipView,
    part_body,
    tip,
)
from storage.tip_replies import SealedReply, add_note, add_reply
from storage.tip_status import change_status
from storage.tip_work import claim, mark_viewed, open_held_lane, unclaim

__all__ = [
    "BlobRef",
    "Change",
    "ChangeKind",
    "Changes",
    "Counts",
    "Lane",
    "NotVisible",
    "OfficerEvent",
    "QueueFilter",
    "QueuePage",
    "QueueRow",
    "QueueSort",
    "QueueView",
    "ReceiptView",
    "SealedReply",
    "TipHolder",
    "TipPart",
    "TipView",
    "add_note",
    "add_reply",
    "assign",
    "change_status",
    "changes_since",
    "claim",
    "counts",
    "list_length",
    "mark_viewed",
    "open_held_lane",
    "part_body",
    "queue_page",
    "tip",
    "unclaim",
]
