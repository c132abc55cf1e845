"""The one door to tips for officers: reading and working them, always as a Viewer; it must never grow a way without one."""

from storage.queue_page import (
    Changes,
    Counts,
    QueueFilter,
    QueuePage,
    QueueRow,
    QueueView,
    changes_since,
    counts,
    queue_page,
)
from storage.tip_reading import (
    BlobRef,
    NotVisible,
    OfficerEvent,
    ReceiptView,
    TipPart,
    TipView,
    part_body,
    tip,
)
from storage.tip_replies import SealedReply, add_note, add_reply
from storage.tip_work import change_status, claim, mark_viewed, open_held_lane, unclaim

__all__ = [
    "BlobRef",
    "Changes",
    "Counts",
    "NotVisible",
    "OfficerEvent",
    "QueueFilter",
    "QueuePage",
    "QueueRow",
    "QueueView",
    "ReceiptView",
    "SealedReply",
    "TipPart",
    "TipView",
    "add_note",
    "add_reply",
    "change_status",
    "changes_since",
    "claim",
    "counts",
    "mark_viewed",
    "open_held_lane",
    "part_body",
    "queue_page",
    "tip",
    "unclaim",
]
