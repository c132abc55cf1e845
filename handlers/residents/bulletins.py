"""Buttons under a warning, which outlive every conversation; what they lead to must never know of which warning it came."""

from handlers.effects import Ask, Choice
from handlers.events import BulletinPressed
from handlers.residents import asking, awareness, starting, subscription
from handlers.residents.menu import enter_room
from handlers.state import Awaited, Stage, Waiting
from handlers.subscriptions import TEST_BULLETIN, Bulletin, BulletinAct, CountAct, CountMet, LoadBulletin
from handlers.turn import Turn


def pressed(turn: Turn, event: BulletinPressed) -> None:
    """Stop at once; for anything else, ask first whether this chat got such a warning."""
    acts = {act.value for act in BulletinAct}
    if event.campaign == TEST_BULLETIN:
        turn.say(turn.text("bulletin-test"), menu=turn.stage is Stage.MENU)
        _back(turn)
    elif event.act == BulletinAct.STOP:
        subscription.stop(turn, event.campaign)
    elif event.act in acts and event.campaign:
        waiting = Waiting(Awaited.BULLETIN, wish=event.act, campaign=event.campaign)
        turn.await_(waiting, LoadBulletin(event.campaign))
    else:
        _unknown(turn)


def loaded(turn: Turn, bulletin: Bulletin | None, waiting: Waiting) -> None:
    """Do what the button says, if the warning is one that this chat got."""
    if bulletin is None:
        _unknown(turn)
    elif waiting.wish == BulletinAct.MET:
        _met(turn, bulletin, waiting.campaign)
    elif waiting.wish == BulletinAct.TOPIC:
        enter_room(turn)
        turn.do(CountAct(waiting.campaign, BulletinAct.TOPIC))
        awareness.show(turn, bulletin.topic or "", waiting.campaign)
    else:
        turn.do(CountAct(waiting.campaign, BulletinAct.REPORT))
        # The report gets the commune and nothing else: not the warning, not the subscription.
        starting.begin(turn, commune_code=bulletin.commune_code)


def _met(turn: Turn, bulletin: Bulletin, campaign: str) -> None:
    turn.do(CountMet(campaign))
    commune = turn.world.gazetteer.commune(bulletin.commune_code or "")
    if commune is not None:
        place = commune.label(turn.world.gazetteer.province_of(commune))
        label = turn.label("bulletin-report-place", place=place)
    else:
        label = turn.label("menu-report")
    report = Choice(label, f"b:{campaign}:{BulletinAct.REPORT}")
    turn.do(Ask(turn.text("bulletin-met"), (report,)))
    _back(turn)


def _unknown(turn: Turn) -> None:
    turn.say(turn.text("bulletin-unknown"), menu=turn.stage is Stage.MENU)
    _back(turn)


def _back(turn: Turn) -> None:
    if turn.stage not in {Stage.MENU, Stage.SENT}:
        asking.again(turn)
