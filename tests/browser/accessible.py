"""axe-core in a page: what it finds against WCAG 2.2 AA, in words that lead to the place."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule of WCAG 2.2 AA, empty for none. The page's own policy (CSP) lets no
    foreign script in, so axe is evaluated beside it."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(_RUN, list(TAGS))
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]} ({_why(node)})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)
