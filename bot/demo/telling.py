"""Seals the demo's tips and stores them through the same commands as everybody's, dated back; it never writes a row by hand."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.demo.made_files import made_file
from bot.demo.tips import Act, DemoTip, Made
from domain.deadlines import Duty
from domain.hours import day_of, hour_of
from domain.places import Gazetteer
from domain.routing import ConflictAnswer, Routed, Serving, route
from sealing.additions import sign_addition
from sealing.bonds import tip_bond
from sealing.derivation import new_key
from sealing.frames import Content, MediaKind, text_content
from sealing.manifest import Manifest, ReceiptKeys, manifest_content
from sealing.parts import Place, Role, part_hash, seal_part, wrap_part_key
from sealing.receipts import Receipt, derive_receipt, new_code
from sealing.replies import seal_reply_key
from sealing.secret_types import SecretBytes, SecretText
from storage import drafts, threads, tips
from storage.blobs import BlobStore, new_blob_name
from storage.engine import Connection, Database
from storage.failures import Failure
from storage.parts import INLINE_BYTES, PartWrap, SealedPart
from storage.tip_duties import mark_duty
from storage.tip_replies import SealedReply
from storage.viewer import Viewer

_KINDS = {Made.RIVER_PHOTO: MediaKind.PHOTO, Made.STREET_PHOTO: MediaKind.PHOTO, Made.VOICE: MediaKind.VOICE}


class DemoBroken(Exception):
    """A demo tip was refused by a command: the demo's data and the commands no longer fit each other."""


@dataclass(frozen=True, slots=True, repr=False)
class _Sealed:
    """A part sealed and wrapped, before it is decided where its body stands."""

    place: Place
    key: SecretBytes
    body: bytes
    wraps: tuple[PartWrap, ...]

    def inline(self) -> SealedPart:
        return self._row(self.body, None)

    def as_blob(self, name: str) -> SealedPart:
        return self._row(None, name)

    def _row(self, body: bytes | None, blob_name: str | None) -> SealedPart:
        place, digest = self.place, part_hash(self.body)
        return SealedPart(
            place.tip, place.number, place.role, body, blob_name, len(self.body), digest, self.wraps
        )


@dataclass(frozen=True, slots=True)
class Teller:
    """Stores made-up tips in an installation whose keys are at hand.

    `viewers`: by sign-in name, those who act on the tips. `bonding_key` gives each tip its bond.
    """

    database: Database
    blobs: BlobStore
    deployment: bytes
    gazetteer: Gazetteer
    serving: Serving
    viewers: Mapping[str, Viewer]
    now: datetime
    bonding_key: SecretBytes = field(default_factory=new_key)

    async def tell(self, tip: DemoTip) -> None:
        """Report one tip and let the officers do what they did; raises DemoBroken where a command says no."""
        told = self.now - timedelta(hours=tip.hours_ago)
        commune = self.gazetteer.commune(tip.commune_code)
        routed = route(self.serving, commune, ConflictAnswer.NO, tip.when, day_of(told)) if commune else None
        if not isinstance(routed, Routed):
            raise DemoBroken(tip.commune_code)
        tip_id = hashlib.sha256(repr((self.deployment, tip)).encode()).digest()[:16]
        receipt = derive_receipt(new_code(), self.deployment)
        bodies = [
            await self._part(
                tip_id, Role.REPORT, n, replace(_content(part), bond=self._bond(tip_id)), routed.queue_ids
            )
            for n, part in enumerate(tip.parts, 1)
        ]

        def report(conn: Connection) -> None:
            self._report(conn, tip, tip_id, routed, bodies, receipt, hour_of(told))

        await self.database.write(report)
        happened: list[tuple[float, Act | str]] = [(act.hours_ago, act) for act in tip.acts]
        happened += list(tip.additions)
        for hours_ago, what in sorted(happened, key=lambda pair: -pair[0]):
            at = self.now - timedelta(hours=hours_ago)
            if isinstance(what, Act):
                await self._act(tip_id, what, routed.queue_ids, receipt, at)
            else:
                await self._add(tip_id, what, routed.queue_ids, receipt, at)

    def _report(
        self,
        conn: Connection,
        tip: DemoTip,
        tip_id: bytes,
        routed: Routed,
        parts: list[SealedPart],
        receipt: Receipt,
        hour: int,
    ) -> None:
        draft = drafts.NewDraft(
            tip_id=tip_id,
            commune_code=tip.commune_code,
            when=tip.when,
            conflict=False,
            recipient_id=routed.recipient.id,
            copy_ids=tuple(unit.id for unit in routed.copies),
            alarms=(),
            hour=hour,
        )
        drafts.begin(conn, draft)
        for part in parts:
            drafts.add_part(conn, part, hour)
        drafts.set_category(conn, tip_id, tip.category)
        row = drafts.NewReceipt(receipt.mailbox, receipt.reply_public_key, receipt.signing_public_key)
        drafts.store_receipt(conn, tip_id, row, self._manifest, hour)
        outcome = drafts.send(conn, tip_id, hour, None, queue_limit=1000)
        if outcome.result is not drafts.SendResult.SENT:
            raise DemoBroken(outcome.result.value)

    def _bond(self, tip_id: bytes) -> SecretBytes:
        return tip_bond(self.bonding_key, self.deployment, tip_id)

    def _manifest(self, facts: drafts.ManifestFacts) -> SealedPart:
        manifest = Manifest(
            {part.number: part.digest for part in facts.parts},
            tuple(ReceiptKeys(r.mailbox, r.reply_public_key, r.verify_key) for r in facts.receipts),
            self._bond(facts.tip_id),
        )
        queue_ids = tuple(holder.queue_id for holder in facts.holders)
        place = Place(self.deployment, facts.tip_id, facts.generation, Role.MANIFEST)
        return self._sealed(place, manifest_content(manifest), queue_ids).inline()

    async def _part(
        self, tip_id: bytes, role: Role, number: int, content: Content, queue_ids: tuple[str, ...]
    ) -> SealedPart:
        sealed = self._sealed(Place(self.deployment, tip_id, number, role), content, queue_ids)
        if len(sealed.body) <= INLINE_BYTES:
            return sealed.inline()
        name = new_blob_name()
        await self.blobs.put(name, sealed.body, self.now)
        return sealed.as_blob(name)

    def _sealed(self, place: Place, content: Content, queue_ids: tuple[str, ...]) -> "_Sealed":
        key = new_key()
        wraps = tuple(
            PartWrap(
                known.queue_id,
                known.epoch,
                wrap_part_key(place, key, known.queue_id, known.epoch, known.public_key),
            )
            for known in (self.serving.keys[queue_id] for queue_id in queue_ids)
        )
        return _Sealed(place, key, seal_part(place, key, content), wraps)

    async def _act(
        self, tip_id: bytes, act: Act, queue_ids: tuple[str, ...], receipt: Receipt, at: datetime
    ) -> None:
        viewer = self.viewers[act.by]

        def do(conn: Connection) -> object:
            match act.kind:
                case "view":
                    return tips.mark_viewed(conn, viewer, tip_id, at)
                case "claim":
                    return tips.claim(conn, viewer, tip_id, at)
                case "move":
                    if act.to is None:
                        raise DemoBroken(act.kind)
                    return tips.change_status(
                        conn,
                        viewer,
                        tip_id,
                        act.to,
                        at,
                        reason=self._note(conn, viewer, tip_id, act.text) if act.text else None,
                        classification=act.classification,
                        ground=act.ground,
                    )
                case "duty":
                    return mark_duty(conn, viewer, tip_id, Duty(act.duty or ""), at)
                case "reply":
                    reply = self._reply(tip_id, act.text, queue_ids, receipt)
                    return tips.add_reply(conn, viewer, tip_id, reply, at)
                case "note":
                    note = self._note(conn, viewer, tip_id, act.text)
                    return tips.add_note(conn, viewer, tip_id, note, at)
            raise DemoBroken(act.kind)

        outcome = await self.database.write(do)
        if isinstance(outcome, Failure):
            raise DemoBroken(f"{act.kind}: {outcome.reason.value}")

    def _reply(self, tip_id: bytes, text: str, queue_ids: tuple[str, ...], receipt: Receipt) -> SealedReply:
        place = Place(self.deployment, tip_id, 1, Role.REPLY)
        sealed = self._sealed(place, text_content(SecretText(text)), queue_ids)
        keys = ReceiptKeys(receipt.mailbox, receipt.reply_public_key, receipt.signing_public_key)
        sealed_key = seal_reply_key(place, sealed.key, keys)
        return SealedReply(sealed.inline(), ((receipt.mailbox, sealed_key),))

    def _note(self, conn: Connection, viewer: Viewer, tip_id: bytes, text: str) -> SealedPart:
        view = tips.tip(conn, viewer, tip_id)
        if isinstance(view, tips.NotVisible):
            raise DemoBroken("note")
        place = Place(self.deployment, tip_id, view.next_note, Role.NOTE)
        return self._sealed(place, text_content(SecretText(text)), (viewer.unit_id,)).inline()

    async def _add(
        self, tip_id: bytes, text: str, queue_ids: tuple[str, ...], receipt: Receipt, at: datetime
    ) -> None:
        place = Place(self.deployment, tip_id, 1, Role.ADDITION)
        sealed = self._sealed(place, text_content(SecretText(text)), queue_ids)
        signature = sign_addition(receipt.signing_seed, place, sealed.body)

        def add(conn: Connection) -> object:
            threads.mark_read(conn, receipt.mailbox, day_of(at))
            return threads.add_addition(conn, receipt.mailbox, sealed.inline(), signature, hour_of(at))

        if isinstance(await self.database.write(add), Failure):
            raise DemoBroken("addition")


def _content(part: str | Made) -> Content:
    if isinstance(part, Made):
        data, mime = made_file(part)
        seconds = 6 if part is Made.VOICE else None
        return Content(kind=_KINDS[part], body=SecretBytes(data), mime=mime, seconds=seconds)
    return text_content(SecretText(part))
