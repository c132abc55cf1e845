"""Ordinary answers of commands: done, or no with a reason; must never stand in for a security failure, which raises."""

from dataclasses import dataclass
from enum import StrEnum


class FailureReason(StrEnum):
    """Why a command ordinarily says no."""

    NOT_VISIBLE = "not_visible"
    NOT_RESPONSIBLE = "not_responsible"
    NOT_ALLOWED = "not_allowed"
    NOT_OPEN = "not_open"
    ALREADY_CLAIMED = "already_claimed"
    NOT_CLAIMED = "not_claimed"
    CANNOT_OPEN = "cannot_open"
    MOVE_NOT_ALLOWED = "move_not_allowed"
    REASON_NEEDED = "reason_needed"
    GROUND_NEEDED = "ground_needed"
    NOT_EXTENDABLE = "not_extendable"
    UNTIL_OUTSIDE = "until_outside"
    NO_SUCH_DUTY = "no_such_duty"
    CLASSIFICATION_NEEDED = "classification_needed"
    DECISION_NEEDED = "decision_needed"
    NUMBER_TAKEN = "number_taken"
    EPOCH_MOVED = "epoch_moved"
    UNKNOWN_RECEIPT = "unknown_receipt"
    UNKNOWN_THREAD = "unknown_thread"
    TOO_MANY = "too_many"
    TIP_FULL = "tip_full"
    INVITATION_UNKNOWN = "invitation_unknown"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_USED = "invitation_used"
    NAME_TAKEN = "name_taken"
    EPOCH_TAKEN = "epoch_taken"
    SERIAL_TAKEN = "serial_taken"
    UNKNOWN_UNIT = "unknown_unit"
    NO_PLACES = "no_places"
    OUTSIDE_AREA = "outside_area"
    UNFIT = "unfit"
    NOBODY = "nobody"
    CONTENT_MOVED = "content_moved"
    OWN_WORK = "own_work"
    CORRECTED = "corrected"
    IN_THE_PAST = "in_the_past"
    NO_TEST_CHAT = "no_test_chat"
    LINK_EXPIRED = "link_expired"
    PAPER_NEEDED = "paper_needed"
    PAPER_EXPIRED = "paper_expired"
    KEY_MOVED = "key_moved"
    COLLEAGUE_KEY_MOVED = "colleague_key_moved"
    PARTS_MOVED = "parts_moved"
    NOT_A_TARGET = "not_a_target"
    SAMPLE_NEEDED = "sample_needed"
    NOT_A_SAMPLE = "not_a_sample"


@dataclass(frozen=True, slots=True)
class Failure:
    """An ordinary no."""

    reason: FailureReason


@dataclass(frozen=True, slots=True)
class Done:
    """The command did what it was asked to."""
