"""An administrator at the settings: fills in forms as a browser without script does."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from bs4 import Tag

from tests.markup import markup
from tests.web.console.house import SAME_SITE, House, browser_for, page_of, words_of

AT = "/console/drenas/settings"
ASKS = "/console/drenas/staff/asks"


@dataclass
class Administrator:
    browser: httpx.AsyncClient
    house: House
    seen: list[httpx.Response] = field(default_factory=list)

    async def open(self, path: str = "") -> httpx.Response:
        return await self.browser.get(AT + path)

    async def fill(self, path: str, **said: str) -> httpx.Response:
        """Opens a form, writes into it ("" empties a field, "off" takes a tick away), and looks what would change."""
        return await self.send(await self.open(path), "look", **said)

    async def send(self, page: httpx.Response, do: str, **said: str) -> httpx.Response:
        """The form of this page, as it stands, with these answers."""
        form = form_of(page)
        fields = fields_of(form) | {name.replace("__", "."): value for name, value in said.items()}
        fields = {name: value for name, value in fields.items() if value != "off"} | {"do": do}
        return await self.browser.post(str(form["action"]), data=fields, headers=SAME_SITE)

    async def save(self, path: str, why: str = "agreed with the mayor", **said: str) -> httpx.Response:
        """All the way: the form, what would change, and saved."""
        looked = await self.fill(path, **said)
        assert looked.status_code == 200, words_of(looked)
        return await self.send(looked, "save", why=why)

    async def agreed(self, path: str, **said: str) -> httpx.Response:
        """Saved, where it takes two; and confirmed by somebody else at the desk."""
        answer = await self.save(path, **said)
        assert answer.headers["location"].endswith("done=waits"), answer.headers["location"]
        return await decides(await self.house.sign_in())

    async def undo(self, version: int, why: str = "a mistake") -> httpx.Response:
        page = page_of(await self.open("/history"))
        form = page.select_one(f"#version-{version} form")
        assert isinstance(form, Tag), "it can be undone"
        return await self.browser.post(str(form["action"]), data=fields_of(form) | {"why": why}, headers=SAME_SITE)


async def an_administrator(house: House, language: str = "en") -> Administrator:
    browser = browser_for(house.app, house.url)
    answer = await browser.post(house.login_path(role="administrator"), headers=SAME_SITE)
    assert answer.status_code == 303
    await browser.get(f"{AT}?language={language}")
    return Administrator(browser, house)


async def decides(second: httpx.AsyncClient, press: str = "confirmation") -> httpx.Response:
    """Somebody else at the desk presses the button of the oldest that awaits them."""
    page = page_of(await second.get(f"{ASKS}?language=en"))
    form = page.select_one(f"form[action$='/{press}']")
    assert isinstance(form, Tag), "nothing awaits them"
    return await second.post(str(form["action"]), data=fields_of(form), headers=SAME_SITE)


def form_of(answer: httpx.Response) -> Tag:
    found = page_of(answer).select_one("main form")
    assert isinstance(found, Tag), words_of(answer)
    return found


def fields_of(form: Tag) -> dict[str, str]:
    """What a browser would send."""
    fields: dict[str, str] = {}
    for each in form.select("input, select, textarea"):
        name, kind = str(each.get("name", "")), each.get("type", "")
        if kind == "checkbox" and not each.has_attr("checked"):
            continue
        if each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            fields[name] = str(chosen["value"]) if chosen else ""
        elif each.name == "textarea":
            fields[name] = each.get_text()
        else:
            fields[name] = "on" if kind == "checkbox" else str(each.get("value", ""))
    return fields


def diff_of(answer: httpx.Response, within: str = "main") -> list[tuple[str, str, str]]:
    """(what, before, after) of every row."""
    place = markup(answer.text).select_one(within)
    assert place is not None
    return [
        tuple(" ".join(cell.get_text(" ").split()) for cell in row.select("th, td"))  # type: ignore[misc]
        for row in place.select("table.diff tbody tr")
    ]


def table_of(answer: httpx.Response, id: str) -> list[list[str]]:
    rows: Any = page_of(answer).select(f"#{id} tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td")] for row in rows]
