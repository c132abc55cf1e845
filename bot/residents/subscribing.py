"""Reads and writes what a chat has subscribed to, under a key and an id of its own; it never touches a conversation or a tip."""

from collections.abc import Callable

from bot.residents.parts import RuntimeParts
from domain.hours import day_of
from domain.subscriptions import SubscriberState
from handlers.events import BulletinLoaded, SubscriptionLoaded
from handlers.subscriptions import (
    Bulletin,
    CountAct,
    CountMet,
    LinkTestChat,
    LoadBulletin,
    PauseSubscription,
    ResumeSubscription,
    SaveSubscription,
    StopSubscription,
    Subscription,
    WarningLookUp,
    WarningStore,
)
from sealing.conversation_keys import (
    Chat,
    ContactPlace,
    limit_row_key,
    open_contact,
    seal_contact,
    subscriber_row_key,
)
from sealing.errors import SealingError
from storage import campaigns, subscribers
from storage.engine import Connection
from storage.failures import Failure

ROW_ID_BYTES = 16

Write = Callable[[Connection], None]


class TestLinkGone(Exception):
    """The link of a test chat was used already or is too old: the officer makes a new one at the desk."""

    __test__ = False


class Subscribing:
    """The subscriptions of one installation."""

    def __init__(self, parts: RuntimeParts) -> None:
        self._parts = parts

    async def find(self, chat: Chat, effect: WarningLookUp) -> SubscriptionLoaded | BulletinLoaded:
        """What this chat is subscribed to, or the warning of a short id if this chat got it."""
        row_key = self._row_key(chat)
        if isinstance(effect, LoadBulletin):
            short_id = effect.campaign
            got = await self._parts.database.read(lambda conn: campaigns.received(conn, row_key, short_id))
            return BulletinLoaded(Bulletin(got.topic_id, got.commune_code) if got is not None else None)
        found = await self._found(row_key)
        if found is None:
            return SubscriptionLoaded(None)
        paused = found.state is not SubscriberState.ACTIVE
        return SubscriptionLoaded(
            Subscription(found.places, found.topics, found.language, found.quiet, paused)
        )

    async def write(self, effect: WarningStore, chat: Chat) -> Write:
        """Seal what has to be sealed; the returned function does the rest in the transaction."""
        row_key = self._row_key(chat)
        match effect:
            case SaveSubscription(subscription):
                return await self._saving(subscription, chat, row_key)
            case StopSubscription():
                return self.erase(chat)
            case PauseSubscription():
                return lambda conn: self._pause(conn, row_key)
            case ResumeSubscription():
                return lambda conn: _drop(subscribers.come_back(conn, row_key))
            case LinkTestChat():
                return self._linking(effect, chat)
            case CountMet() | CountAct():
                return self._counting(effect, chat, row_key)

    def erase(self, chat: Chat) -> Write:
        """Delete the chat's subscription with everything that belongs to it, also that it pressed under a warning."""
        row_key = self._row_key(chat)

        def erased(conn: Connection) -> None:
            subscribers.stop(conn, row_key)
            campaigns.forget_presses(conn, lambda short_id: self._once_key(short_id, chat))

        return erased

    def forget_test_chat(self, chat: Chat) -> Write:
        """Delete the chat's address where an officer had it linked for tests of warnings."""
        return lambda conn: campaigns.forget_test_chats(
            conn, lambda row_id, contact: self._is(chat, row_id, contact)
        )

    def _is(self, chat: Chat, row_id: bytes, contact: bytes) -> bool:
        place = ContactPlace(self._parts.deployment_id, "subscription", row_id)
        try:
            return open_contact(self._parts.contact_key, place, contact) == chat
        except SealingError:
            return False  # sealed with other keys: nobody can send there either

    def _row_key(self, chat: Chat) -> bytes:
        return subscriber_row_key(self._parts.pseudonym_key, self._parts.deployment_id, chat)

    def _counting(self, effect: CountMet | CountAct, chat: Chat, row_key: bytes) -> Write:
        once_key = self._once_key(effect.campaign, chat)

        def count(conn: Connection) -> None:
            got = campaigns.received(conn, row_key, effect.campaign)
            if got is None:
                return
            if isinstance(effect, CountAct):
                campaigns.count_act(conn, got.campaign_id, effect.act)
            else:
                campaigns.count_met(conn, got.campaign_id, once_key, got.commune_code)

        return count

    def _once_key(self, short_id: str, chat: Chat) -> bytes:
        """A keyed hash for one campaign alone, so that presses of two campaigns can't be joined."""
        parts = self._parts
        return limit_row_key(parts.pseudonym_key, parts.deployment_id, 0, f"met:{short_id}", chat)

    async def _found(self, row_key: bytes) -> subscribers.Subscription | None:
        return await self._parts.database.read(lambda conn: subscribers.of_row_key(conn, row_key))

    async def _saving(self, subscription: Subscription, chat: Chat, row_key: bytes) -> Write:
        known = await self._found(row_key)
        row_id = known.id if known is not None else self._parts.random(ROW_ID_BYTES)
        new = subscribers.NewSubscription(
            id=row_id,
            row_key=row_key,
            contact=self._sealed(chat, row_id),
            channel=chat.channel,
            language=subscription.language,
            places=subscription.places,
            topics=subscription.topics,
            day=day_of(self._parts.clock()),
            quiet=subscription.quiet,
        )

        def save(conn: Connection) -> None:
            refused = isinstance(subscribers.subscribe(conn, new), Failure)
            assert not refused, (
                "the conversation lets no subscription through without places or with too many"
            )

        return save

    def _sealed(self, chat: Chat, row_id: bytes) -> bytes:
        place = ContactPlace(self._parts.deployment_id, "subscription", row_id)
        return seal_contact(self._parts.contact_key, place, chat, self._parts.random)

    def _pause(self, conn: Connection, row_key: bytes) -> None:
        found = subscribers.of_row_key(conn, row_key)
        if found is not None and found.state is SubscriberState.ACTIVE:
            subscribers.mark_blocked(conn, (found.id,), day_of(self._parts.clock()))

    def _linking(self, effect: LinkTestChat, chat: Chat) -> Write:
        row_id = campaigns.new_test_chat_id()
        linked = campaigns.TestChat(row_id, self._sealed(chat, row_id), effect.language)
        now = self._parts.clock()

        def link(conn: Connection) -> None:
            if isinstance(campaigns.link_test_chat(conn, effect.token, linked, now), Failure):
                raise TestLinkGone

        return link


def _drop(_: bool) -> None:
    """Whether anything was there changes nothing for the resident."""
