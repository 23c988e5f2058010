"""The program itself over the seed and openly fictional articles, and a browser before it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import ROOT, program

pytest.importorskip("playwright", reason="`make test-all` installs the browser and runs these")

from clients.browser import chromium
from clients.storm import STORM
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from page.articles import ARTICLES


def ingest(folder: Path, *articles: dict[str, str]) -> Path:
    """A data directory with the seed and these articles."""
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    call = "from api.cli import main; main()"
    paths = ["seeds", str(folder / "articles.jsonl"), "--data", str(folder / "data")]
    subprocess.run([sys.executable, "-c", call, "ingest", *paths], cwd=ROOT, check=True)
    return folder / "data"


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingest(tmp_path_factory.mktemp("page"), *STORM, *ARTICLES)


@pytest.fixture(scope="session")
def server(data: Path) -> Iterator[str]:
    with program(data) as url:
        yield url


# Not for the whole session: as long as it is there, an event loop runs in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Watched:
    """What a browser was asked for and what it complained of, in all of its pages."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def _asked(self, request: Request) -> None:
        self.addresses.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    return Watched(context)


@pytest.fixture
def page(context: BrowserContext, watched: Watched, server: str) -> Iterator[Page]:
    """A page of the server; at the end nothing was fetched from elsewhere, and nothing failed."""
    page = context.new_page()
    page.goto(server)
    yield page
    assert watched.complaints == []
    assert [a for a in watched.addresses if not a.startswith((server, "data:", "blob:"))] == []
