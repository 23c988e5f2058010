"""The page where the server stops, is slow, or asks for a key."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import free_port, program, start, wait_until_ready

pytest.importorskip("playwright", reason="`make test-all` installs the browser and runs these")

from playwright.sync_api import BrowserContext, Page, expect

from api.keys import Keys
from page.conftest import Watched, ingest
from page.test_asking import ANSWER_MS, ask

pytestmark = pytest.mark.slow

QUESTION = "how long did the call last"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """A server that a test may stop: its address, process and data."""
    data, port = ingest(tmp_path), free_port()
    process = start(data, port)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", process, data
    finally:
        process.kill()
        process.wait(30)


def test_a_server_stopped_in_mid_answer(
    context: BrowserContext, own: tuple[str, subprocess.Popen[bytes], Path]
) -> None:
    url, process, data = own
    page = context.new_page()
    page.goto(url)
    ask(page, "who attended the Dec 6 call")
    os.kill(process.pid, signal.SIGSTOP)  # so that the question is under way for certain
    page.get_by_label("Ask further").fill(QUESTION)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.get_by_text("Searching the articles")).to_be_visible()
    process.kill()
    process.wait(30)
    failure = turn.get_by_role("alert")
    expect(failure).to_contain_text("Check that dateline serve is running")
    expect(page.locator(".turn").first.locator(".items li")).to_have_count(5)  # nothing is lost
    again = start(data, int(url.rsplit(":", 1)[1]))
    try:
        wait_until_ready(url, again)
        failure.get_by_role("button", name="Ask again").click()
        expect(turn.locator(".words")).to_contain_text("two hours", timeout=ANSWER_MS)
        expect(failure).to_have_count(0)
    finally:
        again.kill()
        again.wait(30)


def test_a_question_can_be_stopped_and_asked_again(
    context: BrowserContext, own: tuple[str, subprocess.Popen[bytes], Path]
) -> None:
    url, process, _ = own
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_label("Examples")).to_be_visible(timeout=ANSWER_MS)
    os.kill(process.pid, signal.SIGSTOP)
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    turn = page.locator(".turn")
    told = page.get_by_role("status").first
    expect(told).to_have_text("Searching the articles …")
    turn.get_by_role("button", name="Stop").click()
    expect(turn).to_contain_text("Stopped.")
    os.kill(process.pid, signal.SIGCONT)
    turn.get_by_role("button", name="Ask again").click()
    expect(turn.locator(".words")).to_contain_text("two hours", timeout=ANSWER_MS)
    expect(told).to_have_text("two hours")


def test_a_slow_network(context: BrowserContext, watched: Watched, server: str) -> None:
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {
        "offline": False,
        "latency": 1500,
        "downloadThroughput": 12_000,
        "uploadThroughput": 6_000,
    }
    network.send("Network.emulateNetworkConditions", slow)
    page.goto(server)
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    turn = page.locator(".turn")
    expect(turn.locator(".progress")).to_be_visible()
    expect(turn.locator(".words")).to_contain_text("two hours", timeout=ANSWER_MS)
    assert watched.complaints == []


def test_a_server_with_keys_is_asked_with_one(context: BrowserContext, tmp_path: Path) -> None:
    data = ingest(tmp_path)
    keys = Keys(data)
    _, secret = keys.create("desk", can_read=True, can_write=False)
    keys.close()
    with program(data) as url:
        page = context.new_page()
        page.goto(url)
        dialog = page.get_by_role("dialog", name="This server asks for a key")
        dialog.get_by_label("API key").fill("dl_00000000_wrong")
        page.keyboard.press("Enter")
        expect(dialog).to_contain_text("was not accepted")
        dialog.get_by_label("API key").fill(secret)
        dialog.get_by_role("button", name="Use this key").click()
        expect(dialog).to_have_count(0)
        turn = ask(page, QUESTION)
        expect(turn.locator(".words")).to_contain_text("two hours")
        assert page.evaluate("localStorage.getItem('dateline.key')") is None
        refused_delete(page)
        page.get_by_role("link", name="Status").click()
        page.get_by_role("button", name="Forget the key").click()
        expect(dialog).to_be_visible()


def refused_delete(page: Page) -> None:
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("button", name="Delete").first.click()
    dialog = page.get_by_role("dialog", name="Delete this article?")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_role("alert")).to_contain_text("this key lacks the scope write")
    dialog.get_by_role("button", name="Keep it").click()
