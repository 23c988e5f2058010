"""Takes the pictures of docs/images from the fictional newsroom: `make screenshots`."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from clients.browser import chromium
from playwright.sync_api import Browser, Page, expect
from serving import ROOT, program

TO = ROOT / "docs" / "images"


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last.locator(".answer")).to_be_visible(timeout=30_000)


def answer(browser: Browser, server: str) -> None:
    """An answer, and the article opened at the quote."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(server)
    ask(page, "how many people were killed by storm Ragna")
    page.locator(".marker").first.click()
    expect(page.locator("aside mark")).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=TO / "answer.png")


def refusal(browser: Browser, server: str) -> None:
    """A question without an answer, on a phone."""
    context = browser.new_context(
        viewport={"width": 375, "height": 740}, device_scale_factor=2, color_scheme="dark"
    )
    page = context.new_page()
    page.goto(server)
    ask(page, "how much will the new metro line cost")
    page.screenshot(path=TO / "refusal.png")


def main(newsroom: Path) -> None:
    """Read the newsroom into a new data directory, serve it and look."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        call = "from api.cli import main; main()"
        ingest = ["ingest", str(newsroom / "articles.jsonl"), "--data", str(data)]
        subprocess.run([sys.executable, "-c", call, *ingest], cwd=ROOT, check=True)
        with program(data) as server, chromium() as browser:
            answer(browser, server)
            refusal(browser, server)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
