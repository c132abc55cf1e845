"""Times on paper are Vietnam's, wherever the browser that prints believes to be."""

import re
from datetime import datetime, timedelta, timezone

from tests.desk.conftest import LiveDesk
from tests.desk.house import text

VIETNAM = timezone(timedelta(hours=7))


def test_the_time_of_printing_is_vietnams_in_every_browser(live: LiveDesk) -> None:
    officer = live.house.officer("Lò Thị Hạnh", "hanh.giay")
    tip = live.house.tip([text("Ba sà lan")])
    context = live.browser.new_context(
        viewport={"width": 1280, "height": 900}, timezone_id="America/New_York"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.evaluate("() => { window.print = () => undefined }")
    page.locator("[data-print=form]:visible").first.click()
    page.wait_for_selector(".print-sheet", state="attached")
    said = page.locator(".paper-foot p").first.text_content() or ""
    found = re.search(r"In lúc (\d{2}:\d{2}) (\d{2}/\d{2}/\d{4})", said)
    assert found is not None, said
    printed = datetime.strptime(" ".join(found.groups()), "%H:%M %d/%m/%Y").replace(tzinfo=VIETNAM)
    assert abs(live.house.now - printed) < timedelta(hours=1)
    context.close()
