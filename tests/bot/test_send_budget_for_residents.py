"""Residents alone are answered at once; once a broadcast runs, both share what the platform permits."""

import asyncio
import time

from bot.channels.send_budget import SendBudget


async def test_a_hundred_residents_are_answered_at_once_while_nobody_broadcasts() -> None:
    budget = SendBudget(rate=5)

    async def answer(chat: int) -> None:
        async with budget.reply(str(chat)):
            await asyncio.sleep(0)

    async with asyncio.timeout(2):  # at five a second this would take twenty
        await asyncio.gather(*(answer(chat) for chat in range(100)))


async def test_a_broadcast_after_a_burst_of_answers_waits_for_what_they_took() -> None:
    budget = SendBudget(rate=5)
    for chat in range(5):
        async with budget.reply(str(chat)):
            pass
    began = time.monotonic()
    slot = await budget.broadcast()
    budget.done(slot)
    assert time.monotonic() - began > 0.5


async def test_answers_share_the_budget_while_a_broadcast_runs() -> None:
    budget = SendBudget(rate=5)
    budget.done(await budget.broadcast())
    arrived: list[float] = []
    for chat in range(8):
        async with budget.reply(str(chat)):
            arrived.append(time.monotonic())
    for first, sixth in zip(arrived, arrived[5:], strict=False):
        assert sixth - first > 0.9
