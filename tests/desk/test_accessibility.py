"""Axe looks at every page, in both themes and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from domain.permissions import Role
from domain.tips import When
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, text

AXE = Path(__file__).parents[2] / "web" / "client" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[str]:
    """What axe finds serious. It runs in an isolated world, so the page's policy needn't be loosened."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
    context = world["executionContextId"]
    session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8") + ";true", "contextId": context})
    asked = (
        f"axe.run(document, {{runOnly: {{type: 'tag', values: {RULES}}}}}).then((found) => JSON.stringify("
        "found.violations.filter(({impact}) => impact === 'serious' || impact === 'critical' || impact === 'moderate')"
        ".map(({id, nodes}) => id + ': ' + nodes.map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | '))))"
    )
    answer = session.send(
        "Runtime.evaluate",
        {"expression": asked, "contextId": context, "awaitPromise": True, "returnByValue": True},
    )
    import json

    assert "exceptionDetails" not in answer, answer
    return list(json.loads(answer["result"]["value"]))


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (768, "light"), (390, "light"), (390, "dark")]
)
def test_axe_finds_nothing(live: LiveDesk, width: int, scheme: str) -> None:
    house = live.house
    officer = house.officer("Lò Thị Hạnh", f"hanh.{width}.{scheme}")
    house.officer("Cà Thị Mai", f"mai.{width}.{scheme}", holds_key=False)
    tip = house.tip([text("Ba sà lan"), text("Ba chiếc", amends=1)], when=When.NOW, copies=(DUTY,))
    house.tip([text("x")], hours_ago=30, category=None)
    house.addition(tip, 1, text("Một chiếc sơn xanh"))
    page = live.page(width, 844, scheme)
    page.goto(f"{live.url}/invitation#{house.invitation('Lê Hoa', QUYNH_NHAI)}")
    page.wait_for_selector("[data-words] li")
    assert findings(page) == []
    page.goto(f"{live.url}/sign-in")
    page.click("button[type=submit]")
    assert findings(page) == []
    live.sign_in(page, officer)
    page.wait_for_timeout(300)
    assert findings(page) == []
    live.open_tip(page, tip.id)
    page.click("text=Nhận tin")
    page.wait_for_selector("[data-open-status]")
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.click("[data-open-status]")
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.goto(f"{live.url}/unit")
    page.wait_for_timeout(200)
    assert findings(page) == []
    page.click("[data-act=grant]")
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.click("key-box button:visible, key-button button:visible")
    page.wait_for_selector("#unlock")
    page.wait_for_timeout(300)
    assert findings(page) == []


UNITS = {Role.DUTY_DESK: DUTY, Role.INSPECTORATE: INSPECTORATE, Role.ADMINISTRATOR: DUTY}
PAGES = """() => [...document.querySelectorAll('a[href^="/"]:not([download])')]
    .map((link) => new URL(link.href).pathname)
    .filter((path) => !/^\\/(tips|samples|units|campaigns)\\/|[.]/.test(path))"""
"""Every page that a page leads to, but those of one tip, unit or campaign, which have their own tests."""
SHAPE = """() => [...document.querySelectorAll('main, main *')]
    .map((each) => each.cloneNode(false).outerHTML.replace(/[0-9a-f]{16,}|[0-9]+/g, '')).join('')"""
"""A page without its words and numbers: what looks like one that was looked at isn't looked at again."""


@pytest.fixture(scope="module")
def shapes() -> set[str]:
    return set()


@pytest.mark.parametrize("role", list(Role))
def test_axe_finds_nothing_on_any_page_that_a_role_gets_to(
    live: LiveDesk, role: Role, shapes: set[str]
) -> None:
    """Walked from page to page by their own links, wide and on a phone, where none is wider than its screen."""
    unit = UNITS.get(role, QUYNH_NHAI)
    officer = live.house.officer("Lò Thị Hạnh", f"walk.{role.value}", unit, role)
    scheme = "dark" if role is Role.CHIEF else "light"
    page = live.page(1280, 900, scheme)
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code())
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    page.wait_for_selector("main h1")
    to_see, seen = ["/"], set[str]()
    while to_see:
        path = to_see.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page.goto(f"{live.url}{path}")
        page.wait_for_selector("main h1")
        to_see += [each for each in dict.fromkeys(page.evaluate(PAGES)) if each not in seen]
        shape = scheme + page.evaluate(SHAPE)
        if shape in shapes and len(seen) > 1:
            continue
        shapes.add(shape)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_timeout(150)
            assert findings(page) == [], (path, width)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (path, width)
    assert {"/unit", "/help", "/security", "/fingerprints"} <= seen
    page.context.close()
