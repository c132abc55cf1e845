"""Axe looks at a page as it stands, wide and on a phone, bright and dark, without loading it again; it must never loosen the page's policy to do so."""

import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Page

AXE = (Path(__file__).parents[2] / "web" / "client" / "node_modules" / "axe-core" / "axe.min.js").read_text(
    "utf-8"
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""What a theme can spoil; everything else was looked at in the other one."""
GRAVE = ["moderate", "serious", "critical"]

STILL = """for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    for (let rounds = 0; rounds < 20; rounds += 1) {
        const moving = document.getAnimations().filter((each) => each.playState === 'running' && Number.isFinite(each.effect.getComputedTiming().endTime));
        if (moving.length === 0) break;
        for (const each of moving) each.finish();
    }"""
"""The theme and the width that were just set hold, and what was on its way to another colour or place is there."""
SETTLED = """const frame = () => new Promise(requestAnimationFrame);
    await document.fonts.ready;
    const busy = () => document.querySelector('main .skeleton, main [aria-busy=true]'), until = performance.now() + 20000;
    while (busy()) { await frame(); if (performance.now() > until) throw new Error('never settles: ' + busy().outerHTML); }"""
"""The page has its letters and its content."""


def settled(page: Page) -> None:
    """Wait until nothing is being opened, drawn or faded any more."""
    page.evaluate(f"async () => {{ {SETTLED} {STILL} }}")


def findings(page: Page, rules: object = ALL) -> list[str]:
    """What axe finds that is moderate or worse. It runs in an isolated world, so the page's policy needn't be loosened."""
    page.evaluate(f"async () => {{ {STILL} }}")
    session = page.context.new_cdp_session(page)
    context = _world(session)
    asked = (
        f"axe.run(document, {{runOnly: {json.dumps(rules)}, resultTypes: ['violations']}}).then((found) => JSON.stringify("
        f"found.violations.filter(({{impact}}) => {json.dumps(GRAVE)}.includes(impact))"
        ".map(({id, nodes}) => id + ': ' + nodes.map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | '))))"
    )
    answer = session.send(
        "Runtime.evaluate",
        {"expression": asked, "contextId": context, "awaitPromise": True, "returnByValue": True},
    )
    session.detach()
    assert "exceptionDetails" not in answer, answer
    return list(json.loads(answer["result"]["value"]))


def _world(session: CDPSession) -> int:
    """The world beside the page's own in which axe lives, once for a document."""
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    made = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
    context = int(made["executionContextId"])
    there = session.send("Runtime.evaluate", {"expression": "typeof axe", "contextId": context})
    if there["result"]["value"] == "undefined":
        session.send("Runtime.evaluate", {"expression": AXE + ";true", "contextId": context})
    return context


def well_made(page: Page, where: str = "", widths: Sequence[int] = (1280, 390)) -> None:
    """Fail unless axe finds nothing at any width in both themes and the page is nowhere wider than its screen.

    The page comes back as it was, at its own width and bright.
    """
    settled(page)
    before = page.viewport_size
    assert before is not None
    for width in widths:
        page.set_viewport_size({"width": width, "height": before["height"]})
        for scheme, rules in (("light", ALL), ("dark", COLOURS)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = findings(page, rules)
            assert found == [], (where or page.url, width, scheme, found)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (where or page.url, width)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
