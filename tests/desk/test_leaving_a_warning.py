"""What was typed into a warning is saved, or the officer is asked before it goes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Response, expect

from tests.desk.campaign_house import awareness, campaign_parts, enter
from tests.desk.conftest import LiveDesk, served_live

TITLE, BODY = "Vay nóng qua mạng", "Đừng vay tiền qua ứng dụng lạ. Hỏi Công an xã trước."


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    with served_live(tmp_path_factory.mktemp("leaving"), migrated_sqlite, campaign_parts) as desk:
        desk.house.offset = timedelta(hours=(14 - (desk.house.now.hour + 7)) % 24)
        yield desk


@pytest.fixture
def page(live: LiveDesk, request: pytest.FixtureRequest) -> Page:
    """The editor of a new warning."""
    writer = awareness(live.house, "Lò Thị Hiền", f"hien.{abs(hash(request.node.name))}")
    page = live.page()
    enter(live, page, writer)
    page.click("[data-create]")
    page.wait_for_selector("campaign-editor:defined")
    return page


def choose_a_drive_without_its_end(page: Page) -> None:
    page.select_option("#schedule", "peak")
    expect(page.locator("[data-schedule-error]")).to_contain_text("Chọn ngày kết thúc đợt.")
    expect(page.locator("[data-saved]")).to_have_text("Chưa lưu")


def carries_the_body(answer: Response) -> bool:
    """The first save may have gone with the title alone."""
    return answer.url.endswith("/change") and BODY in str(answer.request.post_data_json)


def leave(page: Page) -> None:
    page.locator("#nav a[href='/campaigns']").first.click()


def answered(page: Page, *, leaving: bool) -> list[str]:
    """What the browser asks from now on, answered in one way."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if leaving:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_words_are_saved_though_the_schedule_is_incomplete(live: LiveDesk, page: Page) -> None:
    choose_a_drive_without_its_end(page)
    page.fill("#title-vi", TITLE)
    with page.expect_response(carries_the_body) as saved:
        page.fill("#body-vi", BODY)
    assert saved.value.ok
    expect(page.locator("[data-schedule-error]")).to_contain_text("Chọn ngày kết thúc đợt.")
    expect(page.locator("[data-saved]")).to_have_text("Chưa lưu")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#title-vi")).to_have_value(TITLE)
    expect(other.locator("#body-vi")).to_have_value(BODY)
    expect(other.locator("#schedule")).to_have_value("at_once")


def test_an_incomplete_schedule_is_never_sent_for_approval_as_another(page: Page) -> None:
    page.fill("#title-vi", TITLE)
    page.fill("#body-vi", BODY)
    choose_a_drive_without_its_end(page)
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.url.endswith("/ask") else None)
    page.click("[data-act=ask]")
    expect(page.locator("[data-page-error]")).to_contain_text("Chọn ngày kết thúc đợt.")
    assert posted == []


def test_who_leaves_by_a_link_is_asked_about_what_is_not_saved(page: Page) -> None:
    address = page.url
    choose_a_drive_without_its_end(page)
    asked = answered(page, leaving=False)
    with page.expect_event("dialog"):
        leave(page)
    assert asked == ["Còn phần chưa lưu được. Rời trang thì mất phần đó. Vẫn rời trang?"]
    assert page.url == address
    expect(page.locator("#schedule")).to_have_value("peak")


def test_who_gives_it_up_leaves(live: LiveDesk, page: Page) -> None:
    choose_a_drive_without_its_end(page)
    asked = answered(page, leaving=True)
    leave(page)
    page.wait_for_url(f"{live.url}/campaigns")
    expect(page.locator("campaign-editor")).to_have_count(0)
    assert len(asked) == 1


def test_a_refused_save_is_asked_about_too(page: Page) -> None:
    """A colleague saved meanwhile: the words that stand here are nowhere else."""
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#title-vi", "Lời của đồng nghiệp")
    expect(other.locator("[data-saved]")).to_have_text("Đã lưu")
    page.fill("#title-vi", TITLE)
    expect(page.locator("[data-saved]")).to_have_text("Chưa lưu")
    asked = answered(page, leaving=False)
    with page.expect_event("dialog"):
        leave(page)
    assert len(asked) == 1
    expect(page.locator("#title-vi")).to_have_value(TITLE)


def test_what_is_still_on_its_way_is_saved_first_and_nobody_is_asked(live: LiveDesk, page: Page) -> None:
    address = page.url
    asked = answered(page, leaving=False)
    page.fill("#title-vi", TITLE)
    leave(page)
    page.wait_for_url(f"{live.url}/campaigns")
    expect(page.locator("campaign-editor")).to_have_count(0)
    assert asked == []
    page.goto(address)
    expect(page.locator("#title-vi")).to_have_value(TITLE)


def test_who_goes_back_is_asked_and_stays_at_the_same_address(live: LiveDesk, page: Page) -> None:
    address = page.url
    leave(page)
    page.wait_for_url(f"{live.url}/campaigns")
    page.locator(f"#main a[href='{address.removeprefix(live.url)}']").first.click()
    page.wait_for_selector("campaign-editor:defined")
    choose_a_drive_without_its_end(page)
    asked = answered(page, leaving=False)
    with page.expect_event("dialog"):
        page.evaluate("history.back()")
    assert len(asked) == 1
    page.wait_for_url(address)
    expect(page.locator("#schedule")).to_have_value("peak")
