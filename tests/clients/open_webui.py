"""`make openwebui`: the real Open WebUI asks Dateline, in headless Chromium, and shows a quote.

It lives in an environment of its own (.venv-openwebui, some gigabytes), since it pins other
versions of what Dateline uses. Chromium is the system's. Saves a screenshot with a citation open.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import httpx
from playwright.sync_api import Page, expect

sys.path.append(str(Path(__file__).parents[1]))

from serving import ROOT, free_port, start, wait_until_ready

from clients.browser import chromium
from clients.storm import STORM

QUESTION = "how many boats sank at Port Ellery"
QUOTES = [article["text"].split(". ")[0].removesuffix(".") + "." for article in STORM]
SETTINGS = {
    "WEBUI_AUTH": "False",
    "ENABLE_OLLAMA_API": "False",
    "OPENAI_API_KEY": "none",
    "OFFLINE_MODE": "True",
    "BYPASS_EMBEDDING_AND_RETRIEVAL": "True",
    # These would send the model prompts of their own, as if they were questions.
    "ENABLE_TITLE_GENERATION": "False",
    "ENABLE_TAGS_GENERATION": "False",
    "ENABLE_FOLLOW_UP_GENERATION": "False",
}


def main() -> None:
    """Start both servers, ask, open the citation, look for the quotes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open-webui", required=True, help="the open-webui program")
    parser.add_argument(
        "--screenshot", type=Path, default=ROOT / "docs/integrations/open-webui.png"
    )
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        dateline = served(stack, folder)
        webui = open_webui(stack, folder, options.open_webui, dateline)
        page = stack.enter_context(chromium()).new_page(viewport={"width": 900, "height": 640})
        ask(page, f"{webui}/?models=dateline-openwebui")
        look_at_quotes(page, options.screenshot)
    print(f"Open WebUI shows the quotes; see {options.screenshot}")


def served(stack: ExitStack, folder: Path) -> str:
    """Dateline over two articles that disagree; gives its address."""
    (folder / "storm.jsonl").write_text("\n".join(map(json.dumps, STORM)), encoding="utf-8")
    call = "from api.cli import main; main()"
    ingest = ["ingest", str(folder / "storm.jsonl"), "--data", str(folder / "data")]
    subprocess.run([sys.executable, "-c", call, *ingest], cwd=ROOT, check=True)
    port = free_port()
    process = start(folder / "data", port)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    wait_until_ready(f"http://127.0.0.1:{port}", process)
    return f"http://127.0.0.1:{port}"


def open_webui(stack: ExitStack, folder: Path, program: str, dateline: str) -> str:
    """Open WebUI with Dateline as its only model server; gives its address."""
    port = free_port()
    process = subprocess.Popen(
        [program, "serve", "--host", "127.0.0.1", "--port", str(port)],
        cwd=folder,
        env=os.environ
        | SETTINGS
        | {"DATA_DIR": str(folder / "webui"), "OPENAI_API_BASE_URL": f"{dateline}/v1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    deadline = monotonic() + 240
    while monotonic() < deadline:
        assert process.poll() is None, "Open WebUI ended"
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                return f"http://127.0.0.1:{port}"
        except httpx.TransportError:
            sleep(0.5)
    raise SystemExit("Open WebUI was not ready after four minutes")


def ask(page: Page, url: str) -> None:
    """Type the question as a user does."""
    page.goto(url, timeout=60_000)
    box = page.locator("#chat-input").first
    box.wait_for(timeout=60_000)
    page.keyboard.press("Escape")  # closes what greets a first visitor
    box.click()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")


def look_at_quotes(page: Page, screenshot: Path) -> None:
    """Open each citation from the marker in the text, and find its quote."""
    expect(page.get_by_text("Harbour Courier: Nine; Coast Agency: Seven")).to_be_visible(
        timeout=60_000
    )
    expect(page.get_by_text("2 Sources")).to_be_visible()
    page.get_by_text("2 Sources").click()
    for article, quote in zip(STORM, QUOTES, strict=True):
        page.get_by_role("button", name=article["title"]).last.click()
        expect(page.get_by_text(quote)).to_be_visible()
        page.wait_for_timeout(1000)  # until the window has faded in
        page.screenshot(path=screenshot)
        page.keyboard.press("Escape")


if __name__ == "__main__":
    main()
