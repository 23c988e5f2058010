"""Articles in the page: find, add, read in versions, delete; and the status."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import program

pytest.importorskip("playwright", reason="`make test-all` installs the browser and runs these")

from clients.storm import STORM
from playwright.sync_api import BrowserContext, Page, expect

from page.articles import FIRE
from page.conftest import Watched, ingest

pytestmark = pytest.mark.slow


@pytest.fixture
def articles(context: BrowserContext, watched: Watched, tmp_path: Path) -> Iterator[Page]:
    """The list over a data directory that a test may change."""
    with program(ingest(tmp_path, *STORM, *FIRE)) as url:
        page = context.new_page()
        page.goto(f"{url}/articles")
        expect(page.locator(".list li")).to_have_count(5)
        yield page
        assert watched.complaints == []


def drop(page: Page, files: dict[str, str]) -> None:
    carried = page.evaluate_handle(
        """files => {
          const carried = new DataTransfer();
          for (const [name, text] of Object.entries(files)) {
            carried.items.add(new File([text], name));
          }
          return carried;
        }""",
        files,
    )
    for kind in ("dragover", "drop"):
        page.locator(".drop").dispatch_event(kind, {"dataTransfer": carried})


def test_the_list_is_newest_first_and_can_be_narrowed(articles: Page) -> None:
    titles = articles.locator(".list .title")
    expect(titles.nth(0)).to_have_text("More hurt in ferry fire")
    expect(titles.nth(1)).to_have_text("Fire on the Skarholm ferry")
    articles.get_by_label("Outlet").select_option("Coast Agency")
    expect(titles).to_have_text(["Boats lost at Port Ellery"])
    articles.get_by_label("Outlet").select_option("")
    articles.get_by_label("Published to").fill("2025-12-15")
    expect(titles).to_have_count(4)
    articles.get_by_label("Published from").fill("2025-12-08")
    expect(titles).to_have_count(3)
    articles.get_by_label("Search").fill("ferry fire injured")
    articles.keyboard.press("Enter")
    expect(articles.get_by_text("The articles whose passages fit best")).to_be_visible()
    expect(titles.nth(0)).to_have_text("Fire on the Skarholm ferry")
    titles.nth(0).click()
    expect(articles.locator("main mark")).to_contain_text("Four people were injured")
    articles.go_back()
    expect(articles.get_by_label("Search")).to_have_value("ferry fire injured")
    expect(titles.nth(0)).to_have_text("Fire on the Skarholm ferry")


def test_files_are_dropped_read_and_named_where_they_fail(articles: Page) -> None:
    drop(
        articles,
        {
            "ferry.md": "---\ntitle: Ferry back\ndate: 2025-12-21\n---\nThe Skarholm ferry sails.",
            "list.jsonl": json.dumps({"id": "n", "text": "Snow fell."}) + "\n{oops\n",
            "picture.png": "no article",
            "fire.json": json.dumps(FIRE[0]),
        },
    )
    files = articles.locator(".files li")
    expect(articles.get_by_text("4 files done.")).to_be_visible(timeout=30_000)
    expect(files.nth(0)).to_contain_text("ferry.md: added Read1 added")
    expect(files.nth(1)).to_contain_text("1 added")
    expect(files.nth(1)).to_contain_text("list.jsonl, line 2: is no JSON")
    expect(files.nth(2)).to_contain_text("unknown kind of file")
    expect(files.nth(3)).to_contain_text("1 known already")
    expect(articles.locator(".title").first).to_have_text("Ferry back")
    articles.get_by_role("link", name="Status").click()
    expect(articles.get_by_text("7 articles")).to_be_visible()


def test_a_file_can_be_chosen_and_makes_a_version(articles: Page, tmp_path: Path) -> None:
    file = tmp_path / "fire.json"
    file.write_text(json.dumps(FIRE[0] | {"text": "Five people were injured."}), encoding="utf-8")
    articles.get_by_text("Add articles").click()
    with articles.expect_file_chooser() as chooser:
        articles.get_by_role("button", name="choose files").click()
    chooser.value.set_files(file)
    expect(articles.locator(".files li")).to_contain_text("1 updated", timeout=30_000)
    articles.get_by_role("link", name="Fire on the Skarholm ferry").click()
    expect(articles.locator(".text")).to_have_text("Five people were injured.")
    expect(articles.get_by_text("Newest of 2 versions")).to_be_visible()
    articles.get_by_role("link", name="Version 1").click()
    expect(articles.locator(".text")).to_have_text(FIRE[0]["text"])
    expect(articles.get_by_text("An older version: 1 of 2")).to_be_visible()
    articles.go_back()
    expect(articles.locator(".text")).to_have_text("Five people were injured.")


def test_a_delete_is_asked_for_twice(articles: Page) -> None:
    articles.get_by_role("button", name="Delete More hurt in ferry fire").click()
    dialog = articles.get_by_role("dialog")
    expect(dialog).to_contain_text("can’t be undone")
    dialog.get_by_role("button", name="Keep it").click()
    expect(articles.locator(".list li")).to_have_count(5)
    articles.get_by_role("link", name="More hurt in ferry fire").click()
    articles.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(articles.locator(".list li")).to_have_count(4)
    expect(articles.get_by_text("More hurt in ferry fire")).to_have_count(0)
    articles.get_by_role("button", name="Delete Boats lost").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(articles.get_by_text("“Boats lost at Port Ellery” was deleted.")).to_be_visible()
    expect(articles.get_by_role("heading", name="Articles", level=1)).to_be_focused()


def test_a_missing_article_says_so(articles: Page, watched: Watched) -> None:
    articles.goto(articles.url.replace("/articles", "/article?id=nothing"))
    expect(articles.get_by_role("alert")).to_have_text(
        "There is no such article here: nothing. It may have been deleted; Articles lists all."
    )
    watched.complaints.clear()  # Chromium itself tells of the 404
