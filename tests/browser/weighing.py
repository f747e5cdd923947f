"""What a page costs on the wire, and when its first words are painted on a slow phone."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext

PHONE = {"width": 360, "height": 780}
# A phone as Lighthouse pretends it: slow 4G, and a processor four times slower.
LATENCY_MS, BYTES_A_SECOND, SLOWER = 150, 1_600_000 / 8, 4
_PAINT = """() => new Promise((told) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName("first-contentful-paint")[0];
  if (found) told(found.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True)
class Weight:
    """`bytes` of the page with everything that it loads, as they came over the wire; `painted` in milliseconds."""

    bytes: int
    requests: int
    painted: float


def weigh(browser: Browser, url: str, cookies: Any = (), *, slow: bool = False) -> Weight:
    """Opens the page with an empty cache; `slow`: on the pretended phone."""
    context: BrowserContext = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, locale="sq-AL")  # type: ignore[arg-type]
    context.add_cookies(list(cookies))
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    wire.send("Network.enable")
    if slow:
        conditions = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND / 2}
        wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **conditions})
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="load")
    painted = float(page.evaluate(_PAINT))
    page.wait_for_timeout(300)
    context.close()
    return Weight(sum(sizes), len(sizes), painted)
