"""A running demo and a real browser for the walk: where they come from, and what a visitor does on the pages."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Playwright, expect

from reportbot.core.messages import Fill, Text
from tests import shipped
from tests.ports import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
FIRST_WORDS = "ka nje pus pa kapak te shkolla"
CODE = re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b")
PATIENCE_MS = 30_000  # of a browser on a busy machine; whoever is quicker waits less
expect.set_options(timeout=PATIENCE_MS)
_CATALOGUES = shipped.catalogues()


def albanian(msgid: str, **fill: Fill) -> str:
    """What the pages say for this English sentence."""
    return _CATALOGUES.say(Text(msgid, fill), "sq")


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """`reportbot demo` as a visitor starts it; its base URL."""
    port = free_port()
    command = [sys.executable, "-m", "reportbot.cli", "demo", "--port", str(port), "--folder", str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REPORTBOT_")}
    environment["PYTHONPATH"] = str(Path("src").resolve())
    with (folder / "log.txt").open("wb") as log:
        demo = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            _until_ready(f"http://127.0.0.1:{port}", demo, folder / "log.txt")
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.terminate()
            demo.wait(20)


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium. Skips the test, by name, where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


class Visitor:
    """Somebody who tries the demo of one town, and does there what the five steps say."""

    def __init__(self, browser: Browser, url: str, town: str, *, width: int = 1280, script: bool = True) -> None:
        self.url, self.town, self._script = url, town, script
        self.hosts: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            base_url=url, locale="sq-AL", java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page: Page = self.context.new_page()
        self.page.goto(f"/demo?town={town}")

    @property
    def chat(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name=chat]")

    @property
    def inbox(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name=inbox]")

    def says(self, text: str) -> None:
        self.chat.locator("#text").fill(text)
        self.chat.locator("#send").click()

    def presses(self, label: str | re.Pattern[str]) -> None:
        self.chat.locator("button.choice", has_text=label).last.click()

    def hears(self, text: str | re.Pattern[str]) -> str:
        """The newest bubble of ours with this in it. Without a script the visitor loads the page again, and again."""
        bubble = self.chat.locator("li.ours", has_text=text).last
        for _ in range(0 if self._script else 10):
            if bubble.count():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        bubble.wait_for()
        return bubble.inner_text()

    def hears_by_day(self, text: str) -> str:
        """News that is not urgent waits for the morning: at night the visitor pushes the clock, hour by hour."""
        for _ in range(12):
            self.page.wait_for_timeout(3000)
            if self.chat.locator("li.ours", has_text=text).count():
                break
            self.waits("hour")
        return self.hears(text)

    def reports_a_manhole(self) -> str:
        """From the first words to the receipt code."""
        self.says(FIRST_WORDS)
        self.presses("Shqip")
        self.hears(FIRST_WORDS)
        self.hears(albanian("Where is it? Write the village or the part of town. You can also send the location."))
        self.chat.locator("button.choice").first.click()
        # In one demo many report the same hole: then it is offered to add it to theirs.
        self.presses(re.compile(f"{albanian('Send the report')}|{albanian('Send mine by itself')}"))
        found = CODE.search(self.hears(CODE))
        assert found is not None
        self.presses(albanian("Yes"))
        self.hears(albanian("Good. We write to you here when there is news."))
        return found[0]

    def signs_in(self) -> Page:
        """By the button of the demo and the button behind the link: the queue, in a tab of its own."""
        with self.context.expect_page() as opened:
            self.page.locator("form[action^='/demo/login'] button").click()
        desk = opened.value
        desk.locator("main form button.main").click()
        desk.wait_for_url(f"**/console/{self.town}")
        return desk

    def opens_mail_to_answer(self, number: str, office: str = "") -> Page:
        """From the mail to the office that must act to that office's page, in a tab of its own. `office` waits for the
        mail to this one, where an earlier office had one too."""
        subject = albanian("Report {number}: please answer by {due}", number=number, due="§").partition("§")[0].strip()
        self.inbox.locator("a", has_text=subject).filter(has_text=office).first.click()
        with self.context.expect_page() as opened:
            self.inbox.locator("a.button.main").click()
        opened.value.wait_for_load_state()
        return opened.value

    def returns(self) -> None:
        """Back to the tab of the demo."""
        self.page.bring_to_front()

    def waits(self, step: str) -> None:
        """A press on the demo's clock."""
        self.page.locator(f"form.clock button[value={step}]").click()
        self.page.wait_for_load_state()

    def close(self) -> None:
        self.context.close()


def has_come(page: Page, name: str) -> None:
    """Waits until a script has made this name known. Asked from outside: our pages let nobody evaluate text in them."""
    for _ in range(PATIENCE_MS // 50):
        if page.evaluate("(name) => name in window", name):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{name} does not come")


def newest_case(queue: Page) -> str:
    """The highest number in the queue."""
    return max(queue.locator("td.number").all_inner_texts()).strip()


def fits_the_screen(page: Page) -> None:
    """Nothing makes the page wider than the phone, and no name of a language is broken in its middle."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wide = page.evaluate(_TOO_WIDE, width)
    assert int(page.evaluate("document.documentElement.scrollWidth")) <= width, wide
    assert page.evaluate(_BROKEN_NAMES) == []


_BROKEN_NAMES = """() => [...document.querySelectorAll(".languages a")].filter((each) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
}).map((each) => each.textContent)"""


def no_button_breaks_a_word(page: Page) -> None:
    assert page.evaluate(_BROKEN_BUTTONS) == []


_BROKEN_BUTTONS = """() => [...document.querySelectorAll("button, .button, .tag, .count")].filter((each) => {
  const words = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
  for (let node; each.offsetParent && (node = words.nextNode());) for (const word of node.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) return true;
  }
  return false;
}).map((each) => each.textContent)"""

_TOO_WIDE = """(width) => [...document.querySelectorAll("body *")].filter((each) => {
  const box = each.getBoundingClientRect();
  return box.right > width + 1 && box.width > 0 && !each.closest(".scroll");
}).map((each) => each.outerHTML.slice(0, 120)).slice(-5)"""


def take_picture(page: Page, name: str) -> None:
    """For the README, when REPORTBOT_TEST_PICTURES names a folder."""
    folder = os.environ.get("REPORTBOT_TEST_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def _until_ready(url: str, demo: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(1200):
        if demo.poll() is not None:
            break
        try:
            with urlopen(f"{url}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the demo did not start: {log.read_text(errors='replace')[-2000:]}")
