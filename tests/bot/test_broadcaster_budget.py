"""However the network stretches requests and answers, no second holds more than is permitted, and replies go first."""

import asyncio
import random

import pytest

from bot.channels.send_budget import SendBudget
from bot.sandbox.rates import RateRule


@pytest.mark.parametrize("slowest", [0.0, 0.02, 0.2])
async def test_a_strict_platform_refuses_nothing(slowest: float) -> None:
    rate, chance = 40, random.Random(1)  # noqa: S311 - a jitter, no secret
    loop = asyncio.get_running_loop()
    rule = RateRule(rate, clock=loop.time)
    budget = SendBudget(rate)

    async def request(slot: object) -> None:
        await asyncio.sleep(chance.uniform(0, slowest))
        rule.take("somebody")  # raises where one is too many
        await asyncio.sleep(chance.uniform(0, slowest))
        budget.done(slot)  # type: ignore[arg-type]

    async def talk() -> None:
        while True:
            async with budget.reply("a resident"):
                await asyncio.sleep(chance.uniform(0, slowest))
                rule.take("a resident")
            await asyncio.sleep(chance.uniform(0, 0.2))

    talking = asyncio.create_task(talk())
    requests = [asyncio.create_task(request(await budget.broadcast())) for _ in range(3 * rate)]
    await asyncio.gather(*requests)
    talking.cancel()
    assert rule.refused == 0


async def test_a_reply_takes_the_next_slot_before_every_broadcast_that_waits() -> None:
    budget = SendBudget(4)
    for _ in range(4):
        budget.done(await budget.broadcast())
    order: list[str] = []

    async def broadcast() -> None:
        slot = await budget.broadcast()
        order.append("broadcast")
        budget.done(slot)

    waiting = [asyncio.create_task(broadcast()) for _ in range(2)]
    await asyncio.sleep(0)
    async with budget.reply("a resident"):
        order.append("reply")
    await asyncio.gather(*waiting)
    assert order == ["reply", "broadcast", "broadcast"]


async def test_nothing_goes_while_the_platform_wants_silence() -> None:
    budget = SendBudget(100)
    budget.stop(0.3)
    loop = asyncio.get_running_loop()
    until = loop.time() + budget.stopped_for()
    budget.done(await budget.broadcast())
    assert loop.time() >= until


async def test_who_gives_up_waiting_takes_no_slot_along() -> None:
    budget = SendBudget(1)
    slot = await budget.broadcast()
    given_up = asyncio.create_task(budget.broadcast())
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    budget.unused(slot)
    async with asyncio.timeout(3):
        await budget.broadcast()


async def talk(budget: SendBudget, answers: int) -> None:
    for number in range(answers):
        async with budget.reply(str(number)):
            pass


async def test_while_residents_talk_a_reply_finds_a_slot_that_broadcasts_left() -> None:
    budget = SendBudget(20)
    budget.done(await budget.broadcast())
    await talk(budget, 80)  # eight a second over the last ten seconds: four of twenty slots are kept
    sent = [asyncio.create_task(budget.broadcast()) for _ in range(60)]
    await asyncio.sleep(1.5)
    now = asyncio.get_running_loop().time()
    assert sum(free_from <= now for free_from in budget._free) >= 4
    assert any(task.done() for task in sent)
    for task in sent:
        task.cancel()
    await asyncio.gather(*sent, return_exceptions=True)


@pytest.mark.parametrize("rate", [1, 4, 30])
async def test_however_much_is_said_a_broadcast_goes_at_any_rate(rate: int) -> None:
    budget = SendBudget(rate)
    await talk(budget, 400)
    async with asyncio.timeout(5):
        await budget.broadcast()


async def test_talk_is_forgotten_though_nothing_is_ever_broadcast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.send_budget.TALKING_SECONDS", 0.01)
    budget = SendBudget(30)
    for _ in range(3):
        await talk(budget, 10)
        await asyncio.sleep(0.02)
    await talk(budget, 1)
    assert len(budget._talked) == 1
