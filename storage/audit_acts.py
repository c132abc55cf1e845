"""The acts that the audit record knows by name; a value must never change once it was written, chains hold it."""

from enum import StrEnum


class AuditAct(StrEnum):
    """What somebody did, or tried to do."""

    # Signing in
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    """A try with a name that somebody has."""
    SIGN_IN_UNKNOWN = "sign_in_unknown"
    """Tries with names that nobody has: a number of the hour, never the names."""
    LOCKED_OUT = "locked_out"
    """Too many tries: the name has to wait."""
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"

    # Tips: what stands in a tip's own history as `x` is `tip_x` here
    TIP_VIEWED = "tip_viewed"
    """Opened: its sealed parts were fetched to be read."""
    TIP_CLAIMED = "tip_claimed"
    TIP_UNCLAIMED = "tip_unclaimed"
    TIP_ASSIGNED = "tip_assigned"
    TIP_STATUS = "tip_status"
    TIP_DUTY = "tip_duty"
    """A duty outside the desk was marked as done."""
    TIP_REPLY = "tip_reply"
    TIP_NOTE = "tip_note"
    TIP_FILE = "tip_file"
    """A sealed file that an officer added."""
    TIP_FORWARDED = "tip_forwarded"
    TIP_LINKED = "tip_linked"
    TIP_UNLINKED = "tip_unlinked"
    TIP_ASIDE = "tip_aside"
    """Set aside as groundless or junk."""
    TIP_SAMPLED = "tip_sampled"
    TIP_REOPENED = "tip_reopened"
    """Brought back after a check by the province."""
    TIP_SEAL_ACCEPTED = "tip_seal_accepted"
    """A broken seal was noted, and the work goes on."""
    TIP_PRINTED = "tip_printed"
    TIP_EXPORTED = "tip_exported"
    TIP_DELETION_ASKED = "tip_deletion_asked"
    TIP_DELETION_CONFIRMED = "tip_deletion_confirmed"
    TIP_DELETION_WITHDRAWN = "tip_deletion_withdrawn"
    TIP_PURGED = "tip_purged"
    """Content went when its time had come."""
    TIP_OTHER = "tip_other"
    """Anything else that stands in a tip's history; `kind` says what."""
    HELD_OPENED = "held_opened"
    REGISTER_PRINTED = "register_printed"
    TEXTS_READ = "texts_read"
    """Sealed texts of several tips were fetched to be searched in the browser."""

    # People and keys
    INVITED = "invited"
    INVITATION_RENEWED = "invitation_renewed"
    ENROLLED = "enrolled"
    DISMISSED = "dismissed"
    KEY_GRANTED = "key_granted"
    KEY_MADE = "key_made"
    """A queue's next key."""
    KEY_REWRAPPED = "key_rewrapped"
    KEY_CERTIFIED = "key_certified"
    KEY_RECOVERED = "key_recovered"
    KEY_UNFIT = "key_unfit"
    """An officer's browser found that a queue seed sealed to it isn't the queue's."""
    CHAT_LINKED = "chat_linked"
    CHAT_UNLINKED = "chat_unlinked"

    # The unit's order
    ROTA_CHANGED = "rota_changed"
    BEATS_CHANGED = "beats_changed"
    POSTERS_PRINTED = "posters_printed"

    # Campaigns: what stands in a campaign's own history as `x` is `campaign_x` here
    CAMPAIGN_CREATED = "campaign_created"
    CAMPAIGN_CHANGED = "campaign_changed"
    CAMPAIGN_ASKED = "campaign_asked"
    CAMPAIGN_TESTED = "campaign_tested"
    CAMPAIGN_APPROVED = "campaign_approved"
    CAMPAIGN_REFUSED = "campaign_refused"
    CAMPAIGN_PAUSED = "campaign_paused"
    CAMPAIGN_RESUMED = "campaign_resumed"
    CAMPAIGN_CANCELLED = "campaign_cancelled"
    CAMPAIGN_BEGUN = "campaign_begun"
    CAMPAIGN_ENDED = "campaign_ended"
    CAMPAIGN_MISSED = "campaign_missed"
    CAMPAIGN_HALTED = "campaign_halted"
    CAMPAIGN_APPROVAL_VOID = "campaign_approval_void"
    CAMPAIGN_OTHER = "campaign_other"

    # The record itself
    AUDIT_READ = "audit_read"
    """Another unit's record was read."""
    AUDIT_EXPORTED = "audit_exported"
    AUDIT_ANCHORED = "audit_anchored"
    """Anchors were shown to be printed."""

    RESTORED = "restored"
    """The database was brought back from a backup."""
    SERVER_KEY_REPLACED = "server_key_replaced"
    """Whoever runs the machine goes on with another key of the settings; the former one is lost."""


def tip_act(kind: str) -> tuple[AuditAct, dict[str, str]]:
    """The act for an event of a tip's history, and what the act's name alone doesn't say."""
    return _named("tip", kind, AuditAct.TIP_OTHER)


def campaign_act(kind: str) -> tuple[AuditAct, dict[str, str]]:
    """The act for an event of a campaign's history, and what the act's name alone doesn't say."""
    return _named("campaign", kind, AuditAct.CAMPAIGN_OTHER)


def _named(room: str, kind: str, other: AuditAct) -> tuple[AuditAct, dict[str, str]]:
    try:
        return AuditAct(f"{room}_{kind}"), {}
    except ValueError:
        return other, {"kind": kind}
