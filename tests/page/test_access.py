"""The page without a mouse, on a phone, in the dark, and for screen readers."""

from collections.abc import Iterator

import pytest
from serving import ROOT

pytest.importorskip("playwright", reason="`make test-all` installs the browser and runs these")

from playwright.sync_api import Browser, Page, expect

from page.conftest import Watched
from page.test_asking import ANSWER_MS, ask

pytestmark = pytest.mark.slow

AXE = ROOT / "tests" / "clients" / "node" / "node_modules" / "axe-core" / "axe.min.js"
QUESTIONS = {
    "list": "who attended the Dec 6 call",
    "conflict": "how many boats sank at Port Ellery",
    "change": "how many people were injured in the fire on the Skarholm ferry",
    "refusal": "who won the election in Norvania",
}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[360, 1280])
def phone_or_desk(
    browser: Browser, server: str, scheme: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    watched = Watched(context)
    page = context.new_page()
    page.goto(server)
    yield page
    assert watched.complaints == []
    context.close()


def check(page: Page) -> None:
    """No violation that axe knows of, and nothing to scroll sideways for."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert found["passes"]
    assert [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in found["violations"]
    ] == []
    too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(too_wide) == 0


def test_every_view_is_accessible(phone_or_desk: Page, server: str) -> None:
    page = phone_or_desk
    expect(page.get_by_label("Examples")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_text("Options").click()
    check(page)
    for question in QUESTIONS.values():
        ask(page, question)
    page.locator(".confidence summary").first.click()
    check(page)
    page.locator(".marker").first.click()
    expect(page.get_by_role("complementary").locator("mark")).to_be_visible()
    check(page)
    page.goto(f"{server}/articles")
    expect(page.locator(".list li").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Delete").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    page.locator(".title").first.click()
    expect(page.locator(".text")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Status").click()
    expect(page.get_by_text("Ready:")).to_be_visible()
    check(page)


def test_the_keyboard_is_enough(page: Page, server: str) -> None:
    def focused() -> str:
        name = "e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent"
        return str(page.evaluate(f"(e => {name})(document.activeElement)"))

    def tab_to(name: str, most: int = 30) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if focused().startswith(name):
                return
        raise AssertionError(f"{name} is not reached: the focus is on {focused()}")

    assert focused() == "Your question"
    page.keyboard.type("how many boats sank at Port Ellery")
    page.keyboard.press("Enter")
    expect(page.locator(".sides")).to_be_visible(timeout=ANSWER_MS)
    for _ in range(40):  # back from the field, over the answer
        page.keyboard.press("Shift+Tab")
        if focused().startswith("Quote 2"):
            break
    assert focused().startswith("Quote 2")
    page.keyboard.press("Enter")
    beside = page.get_by_role("complementary")
    expect(beside).to_be_focused()
    expect(beside.locator("mark")).to_contain_text("Seven boats")
    page.keyboard.press("Escape")
    expect(beside).to_have_count(0)
    expect(page.get_by_role("link", name="Quote 2").first).to_be_focused()
    page.goto(f"{server}/status")
    page.keyboard.press("Tab")
    assert focused() == "Skip to the content"
    tab_to("Articles")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Articles", level=1)).to_be_visible()
    expect(page.locator(".list li").first).to_be_visible()
    tab_to("Delete")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete this article?")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Delete").first).to_be_focused()


def test_over_the_conversation_the_article_holds_the_focus(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(server)
    turn = ask(page, "how many boats sank at Port Ellery")
    turn.get_by_role("link", name="Quote 1").first.click()
    beside = page.get_by_role("complementary")
    expect(beside.locator("mark")).to_be_visible()
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 16:
        page.keyboard.press(key)
        behind = "document.activeElement.closest('main, header') !== null"
        assert not page.evaluate(behind), key
    beside.get_by_role("button", name="Close").click()
    expect(turn.get_by_role("link", name="Quote 1").first).to_be_focused()
    context.close()
