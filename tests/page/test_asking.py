"""Ask, read, open the quote: in real Chromium, against the program itself."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

pytest.importorskip("playwright", reason="`make test-all` installs the browser and runs these")

from playwright.sync_api import BrowserContext, Locator, Page, expect

from page.articles import HOSTILE

pytestmark = pytest.mark.slow

ANSWER_MS = 30_000


def ask(page: Page, question: str) -> Locator:
    """Ask, and wait for the answer; gives its turn."""
    turns = page.locator(".turn").count()
    page.get_by_label(re.compile("Your question|Ask further")).fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.get_by_role("heading", level=2)).to_have_text(question)
    expect(turn.locator(".answer")).to_be_visible(timeout=ANSWER_MS)
    return turn


def test_the_whole_way(page: Page, server: str) -> None:
    turn = ask(page, "who attended the Dec 6 call")
    expect(turn.get_by_role("listitem")).to_have_text(
        [
            re.compile(r"^Volodymyr Zelenskyy \(the president\)\s*\[1\]$"),
            re.compile(r"^Andriy Hnatov\s*\[1\]$"),
            re.compile(r"^Rustem Umerov\s*\[1\]$"),
            re.compile(r"^Steve Witkoff\s*\[1\]$"),
            re.compile(r"^Jared Kushner\s*\[1\]$"),
        ]
    )
    expect(turn).to_contain_text("is understood as Saturday, 6 December 2025")
    quote = turn.locator("blockquote").first.inner_text()
    expect(turn.locator("blockquote mark")).to_have_count(5)
    turn.get_by_role("link", name="Quote 1").first.click()
    beside = page.get_by_role("complementary", name="Article")
    expect(beside.locator("mark")).to_have_text(quote)
    expect(beside.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(beside).to_have_count(0)

    turn = ask(page, "how long did it last?")
    expect(turn.locator(".words")).to_contain_text("two hours")
    expect(turn).to_contain_text("Searched for")

    turn = ask(page, "who won the election in Norvania")
    expect(turn.get_by_role("heading", name="The articles don’t say")).to_be_visible()
    expect(turn.get_by_role("heading", name="Nearest excerpts")).to_be_visible()

    turn = ask(page, "how many boats sank at Port Ellery")
    expect(turn.get_by_role("heading", name="Sources disagree")).to_be_visible()
    sides = turn.locator(".sides > div")
    expect(sides).to_contain_text(["Harbour CourierNine", "Coast AgencySeven"])
    turn.get_by_text("More likely right than wrong").click()
    expect(turn).to_contain_text("the estimated probability that this is the right answer")
    link = turn.get_by_role("link", name="courier.example")
    assert link.get_attribute("href") == "https://courier.example/storm"
    assert "noopener" in str(link.get_attribute("rel"))

    turn = ask(page, "how many people were injured in the fire on the Skarholm ferry")
    steps = turn.get_by_label("How it changed").get_by_role("listitem")
    expect(steps).to_contain_text(
        ["15 December 2025: Four", "18 December 2025, 17:30 (+01:00): Six"]
    )


def test_the_same_day_of_another_year_stands_beside_the_answer(page: Page) -> None:
    turn = ask(page, "who won the Skarholm regatta on June 14")
    expect(turn.locator(".words")).to_contain_text("Tone Vik")
    expect(turn.get_by_text("Friday, 14 June 2024: Mats Ekre")).to_be_visible()
    turn.get_by_role("link", name="Quote 2").first.click()
    expect(page.get_by_role("complementary").locator("mark")).to_contain_text("June 14, 2024")


def test_each_of_several_questions_has_its_answer(page: Page) -> None:
    turn = ask(page, "who attended the Dec 6 call, and how long did it last?")
    parts = turn.locator(".part")
    expect(parts).to_have_count(2)
    expect(parts.first.get_by_role("heading")).to_have_text("who attended the Dec 6 call")
    expect(parts.first.get_by_role("listitem")).to_have_count(5)
    expect(parts.last).to_contain_text("two hours")
    parts.last.get_by_role("link", name="Quote").first.click()
    expect(page.get_by_role("complementary").locator("mark")).to_contain_text("two hours")


def test_examples_come_from_the_articles(page: Page) -> None:
    example = page.get_by_label("Examples").get_by_role("button").first
    expect(example).to_be_visible(timeout=ANSWER_MS)
    asked = example.inner_text()
    example.click()
    turn = page.locator(".turn")
    expect(turn.get_by_role("heading", level=2)).to_have_text(asked)
    expect(turn.locator("blockquote").first).to_be_visible(timeout=ANSWER_MS)
    expect(turn.locator(".refusal")).to_have_count(0)


def test_a_link_to_a_question_asks_it_as_of_its_day(page: Page, server: str) -> None:
    page.goto(f"{server}/?q=how+many+boats+sank+at+Port+Ellery&asked_on=2025-12-01")
    turn = page.locator(".turn")
    expect(turn).to_contain_text("As of Monday, 1 December 2025", timeout=ANSWER_MS)
    expect(turn.locator(".refusal")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="Ask the articles")).to_be_visible()
    assert page.url == f"{server}/"


def test_links_and_quotes_can_be_copied(page: Page, context: BrowserContext, server: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "who is the harbour master at Port Ellery")
    turn = ask(page, "who else?")

    def copied(name: str) -> str:
        turn.get_by_role("button", name=name).first.click()
        expect(turn.get_by_role("button", name=name).first).to_have_text("Copied")
        return str(page.evaluate("navigator.clipboard.readText()"))

    place = urlsplit(copied("Copy link"))
    query = parse_qs(place.query)
    assert f"{place.scheme}://{place.netloc}" == server
    assert query["q"] == [turn.locator("q").first.inner_text()]  # made whole
    assert "asked_on" not in query  # the question names no day
    quote = turn.locator("blockquote").first.inner_text()
    assert copied("Copy: quote 1").startswith(f"“{quote}”\n— ")
    assert copied("Copy Markdown: quote 1").startswith("> ")


def test_without_a_clipboard_the_text_is_shown(page: Page) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.reload()
    turn = ask(page, "who is the harbour master at Port Ellery")
    turn.get_by_role("button", name="Copy: quote 1").click()
    area = turn.get_by_label("quote 1, to copy by hand")
    expect(area).to_have_value(re.compile("^“.*Dahlgren", re.DOTALL))


def test_questions_are_kept_in_the_browser_alone_until_cleared(page: Page, server: str) -> None:
    ask(page, "who is the harbour master at Port Ellery")
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "harbour master" in kept
    assert "Dahlgren" not in kept  # a deleted article must not live on here
    page.goto(server)
    earlier = page.get_by_label("Earlier questions")
    expect(earlier.get_by_role("button", name="who is the harbour master")).to_be_visible()
    earlier.get_by_role("button", name="Clear").click()
    expect(earlier).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_hostile_words_are_words(page: Page, server: str) -> None:
    article = httpx.get(f"{server}/v1/articles", params={"order": "newest"}).json()["articles"][0]
    assert article["id"] == HOSTILE["id"]
    turn = ask(page, "who is the lighthouse keeper, said the council")
    card = turn.locator(".card").first
    expect(card.locator("cite")).to_have_text(f"{HOSTILE['source']}: {HOSTILE['title']}")
    expect(card.get_by_role("link", name="javascript")).to_have_count(0)
    quote = card.locator("blockquote").text_content()
    card.get_by_role("link", name="Open in article: quote 1").click()
    beside = page.get_by_role("complementary")
    expect(beside.get_by_role("heading")).to_have_text(HOSTILE["title"])
    assert beside.locator(".text").text_content() == HOSTILE["text"]
    assert beside.locator("mark").text_content() == quote
    assert quote
    assert quote in HOSTILE["text"]
    page.get_by_role("link", name="Whole page").click()
    expect(page.locator("main mark")).to_have_text(quote)
    expect(page.locator("main mark")).to_be_in_viewport()
    assert page.locator("main").locator("img, script, b").count() == 0
    page.reload()  # its address opens it again
    expect(page.locator("main mark")).to_have_text(quote)


def test_the_browsers_back_closes_the_article_and_keeps_the_conversation(page: Page) -> None:
    turn = ask(page, "how many boats sank at Port Ellery")
    turn.get_by_role("link", name="Quote 1").first.click()
    beside = page.get_by_role("complementary", name="Article")
    expect(beside.locator("mark")).to_be_visible()
    turn.get_by_role("link", name="Quote 2").first.click()  # in place of the first
    expect(beside.locator("mark")).to_contain_text("Seven boats")
    page.go_back()
    expect(beside).to_have_count(0)
    expect(turn.locator(".sides")).to_be_visible()
    turn.get_by_role("link", name="Quote 1").first.click()
    beside.get_by_role("link", name="Whole page").click()
    expect(page.locator("main mark")).to_be_visible()
    page.go_back()
    expect(turn.locator(".sides")).to_be_visible()


def test_filters_are_shown_kept_and_in_links(page: Page, server: str) -> None:
    page.get_by_text("Options").click()
    page.get_by_label("Outlet").select_option("Coast Agency")
    turn = ask(page, "how many boats sank at Port Ellery")
    expect(turn.get_by_text("Only Coast Agency")).to_be_visible()
    expect(turn.locator(".words")).to_contain_text("Seven")
    assert "source=Coast+Agency" in page.url
    page.reload()
    expect(page.locator(".turn").get_by_text("Only Coast Agency")).to_be_visible(timeout=ANSWER_MS)
    page.goto(server)
    page.get_by_label("Earlier questions").get_by_role("button").first.click()
    expect(page.locator(".turn").get_by_text("Only Coast Agency")).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator(".words")).to_contain_text("Seven", timeout=ANSWER_MS)


@pytest.mark.parametrize("day", ["2025-99-99", "12025-01-01", "x"])
def test_a_day_that_is_none_is_left_out(page: Page, server: str, day: str) -> None:
    page.goto(f"{server}/?q=who+attended+the+Dec+6+call&asked_on={day}")
    expect(page.locator(".items li")).to_have_count(5, timeout=ANSWER_MS)
    expect(page.locator(".turn")).not_to_contain_text("As of")


def test_what_cannot_be_asked_says_so_and_is_kept(page: Page) -> None:
    field = page.get_by_label("Your question")
    field.press("Enter")
    expect(page.locator(".turn")).to_have_count(0)
    field.fill("why " * 501)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2003 characters: ask in at most 2000")
    expect(field).to_have_value("why " * 501)


def test_where_the_browser_keeps_nothing_asking_goes_on(page: Page) -> None:
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no'); }});"
    )
    page.reload()
    ask(page, "who is the harbour master at Port Ellery")
