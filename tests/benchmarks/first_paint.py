"""When the first words are painted on a throttled phone, and what the page weighs (issue 7: 1 s, 60 kB); `make bench`.

`PYTHONPATH=src:. python -m tests.benchmarks.first_paint`. Debian's Chromium with an empty cache, slow 4G (150 ms, 1.6
Mbit/s) and a processor four times slower, against the demo with a full queue.
"""

import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.browser.seeding import fill
from tests.browser.walking import CHROMIUM, Visitor, chromium, running_demo
from tests.browser.weighing import weigh

AIM_MS, AIM_BYTES = 1000, 60_000
TIMES = 5
PATHS = ("/", "/chat/drenas", "/console/drenas/sign-in", "/console/drenas", "/console/drenas/cases/{case}")


def main() -> None:
    if CHROMIUM is None:
        print("first paint: not measured, Chromium is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), "drenas", 60)
        with running_demo(Path(folder)) as url, sync_playwright() as playwright, chromium(playwright) as browser:
            visitor = Visitor(browser, url, "drenas")
            number = visitor.signs_in().locator("td.number").first.inner_text().strip()
            cookies = visitor.context.cookies()
            visitor.close()
            for path in PATHS:
                found = [weigh(browser, url + path.format(case=number), cookies, slow=True) for _ in range(TIMES)]
                painted, size = median(each.painted for each in found), found[-1].bytes
                weight = f"{size / 1000:.1f} kB (aim {AIM_BYTES // 1000})"
                print(f"{path}: first paint {painted:.0f} ms (aim {AIM_MS}), {weight}")


if __name__ == "__main__":
    main()
