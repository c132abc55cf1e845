"""Goes on when the answer of a looking-up effect comes; an answer that nobody waits for must never do anything."""

from handlers.events import (
    Allowed,
    BulletinLoaded,
    FileReady,
    FileRefused,
    ReceiptMade,
    Refused,
    ResultEvent,
    SubscriptionLoaded,
    ThreadLapsed,
    ThreadNotFound,
    ThreadOpened,
)
from handlers.residents import bulletins, follow_up, sending, starting, subscription, telling
from handlers.state import Awaited, Stage, Waiting
from handlers.turn import Turn

_THREADS = frozenset({Awaited.CODE, Awaited.ADDITION, Awaited.REFRESH})


def arrived(turn: Turn, event: ResultEvent) -> None:
    """Hand the answer to the room that asked."""
    waiting = turn.conversation.waiting
    if waiting is None:
        if isinstance(event, ThreadLapsed) and turn.stage in {Stage.THREAD, Stage.ADDING}:
            # The keys went between the question and the storing: what was to be added wasn't.
            follow_up.lapsed(turn, Waiting(Awaited.ADDITION))
        return
    turn.set(waiting=None)
    match event:
        case Allowed() | Refused():
            _limit(turn, event, waiting)
        case FileReady() | FileRefused():
            _file(turn, event, waiting)
        case ReceiptMade(code) if waiting.what is Awaited.RECEIPT:
            sending.code_made(turn, code)
        case SubscriptionLoaded() | BulletinLoaded():
            _warning(turn, event, waiting)
        case _:
            _thread(turn, event, waiting)


def _limit(turn: Turn, event: Allowed | Refused, waiting: Waiting) -> None:
    if waiting.what is Awaited.REPORT:
        if isinstance(event, Allowed):
            starting.allowed(turn, waiting)
        else:
            starting.refused(turn, event.reason)
    elif waiting.what is Awaited.CODE:
        if isinstance(event, Allowed):
            follow_up.try_allowed(turn, waiting)
        else:
            follow_up.try_refused(turn, waiting)


def _file(turn: Turn, event: FileReady | FileRefused, waiting: Waiting) -> None:
    if waiting.what is Awaited.ITEM:
        if isinstance(event, FileReady):
            telling.file_ready(turn, event.content, waiting)
        else:
            telling.file_refused(turn, event.reason)
    elif waiting.what is Awaited.ADDITION:
        if isinstance(event, FileReady):
            follow_up.file_ready(turn, event.content, waiting)
        else:
            telling.file_refused(turn, event.reason)


def _thread(turn: Turn, event: ResultEvent, waiting: Waiting) -> None:
    match event:
        case ThreadOpened(thread) if waiting.what in _THREADS:
            follow_up.opened(turn, thread, waiting)
        case ThreadNotFound(unsent) if waiting.what is Awaited.CODE:
            if unsent:
                follow_up.not_sent(turn, waiting)
            else:
                follow_up.not_found(turn, waiting)
        case ThreadLapsed() | ThreadNotFound() if waiting.what in _THREADS:
            follow_up.lapsed(turn, waiting)
        case _:
            pass


def _warning(turn: Turn, event: SubscriptionLoaded | BulletinLoaded, waiting: Waiting) -> None:
    if isinstance(event, SubscriptionLoaded) and waiting.what is Awaited.SUBSCRIPTION:
        subscription.loaded(turn, event.subscription, waiting)
    elif isinstance(event, BulletinLoaded) and waiting.what is Awaited.BULLETIN:
        bulletins.loaded(turn, event.bulletin, waiting)
