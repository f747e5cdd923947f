"""Pages for anybody, and the answers for machines that watch us."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from reportbot import paths
from reportbot.core.spending import Level, month_of
from reportbot.metrics import Metrics
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.records import Delivery, DeliveryState, SmsMonth
from reportbot.surroundings import load_book
from reportbot.web import words
from reportbot.web.app import build
from tests.web.house import House, soup_of


async def test_the_first_page_leads_to_the_chat_of_every_town(house: House, browser: httpx.AsyncClient) -> None:
    page = soup_of(await browser.get("/"))
    links = [str(a["href"]) for a in page.select("main a")]
    for town in house.web.towns:
        assert f"/chat/{town}?language=en" in links
        assert f"/about/{town}?language=en" in links
    assert "tel:112" in links


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("sq", "sq"),
        ("de, sr-Latn;q=0.7, en;q=0.3", "sr"),
        ("en;q=0.1, sq;q=0.9", "sq"),
        ("bs-BA", "sr"),
        ("sr-Cyrl-RS", "sr-Cyrl"),
        ("sq-AL", "sq"),
        ("en;q=0, sr;q=0.1", "sr"),
        ("de", "sq"),
        ("", "sq"),
        (";;;q=x,,-,en;q=high", "sq"),
        ("a," * 5000, "sq"),
    ],
)
async def test_a_page_speaks_the_browsers_language(house: House, accepted: str, language: str) -> None:
    async with house.browser(**{"accept-language": accepted}) as browser:
        assert soup_of(await browser.get("/about/drenas")).html["lang"] == language  # type: ignore[index]


async def test_what_is_kept_is_told(browser: httpx.AsyncClient) -> None:
    page = soup_of(await browser.get("/about/kamez")).get_text()
    assert "This is the reporting line of Kamëz." in page
    assert words.ABOUT_WEB.msgid in page


def test_about_says_what_the_flow_says() -> None:
    flow = load_book(paths.conversations()).newest("about")
    assert [text.msgid for text in words.ABOUT] == [s.msgid for step in flow.steps.values() for s in step.ask]


async def test_we_are_alive(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.parametrize(
    ("said", "status"),
    [({"database": True, "oldest": "3 s"}, 200), ({"database": False}, 503), ({"database": "", "keys": True}, 200)],
)
async def test_ready_is_when_nothing_says_no(house: House, said: dict[str, bool | str], status: int) -> None:
    async def readiness() -> dict[str, bool | str]:
        return said

    house.web = replace(house.web, readiness=readiness)
    async with house.browser() as browser:
        answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (status, status == 200)


async def test_a_look_that_breaks_is_not_ready(house: House) -> None:
    async def readiness() -> dict[str, bool | str]:
        raise OSError("postgresql://user:password@host")

    house.web = replace(house.web, readiness=readiness)
    async with house.browser() as browser:
        answer = await browser.get("/readyz")
    assert answer.status_code == 503
    assert "password" not in answer.text


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("not an address", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, 403),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 403),
        ("192.0.2.7", {"authorization": "Bearer secret"}, 200),
        ("192.0.2.7", {"authorization": "Bearer wrong"}, 403),
        ("192.0.2.7", {"authorization": "Bearer "}, 403),
        ("192.0.2.7", {"authorization": "\xff"}, 403),
    ],
)
async def test_figures_are_for_this_machine_or_the_operators_token(
    house: House, client: str, headers: dict[str, Any], status: int
) -> None:
    app = build(replace(house.web, operator_token="secret"))
    transport = httpx.ASGITransport(app, client=(client, 1))
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    async with httpx.AsyncClient(transport=transport, base_url="http://reportbot.test", headers=raw) as browser:
        answer = await browser.get("/metrics")
    assert answer.status_code == status
    assert ("reportbot_up" in answer.text) is (status == 200)


async def test_without_a_token_nobody_elsewhere_sees_figures(house: House) -> None:
    transport = httpx.ASGITransport(build(house.web), client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://reportbot.test") as browser:
        assert (await browser.get("/metrics", headers={"authorization": "Bearer "})).status_code == 403


async def test_the_figures_tell_how_many_sms_a_town_has_sent_this_month(house: House) -> None:
    now = house.clock.now()
    this_month = month_of(now, "Europe/Belgrade")
    async with house.parts.database.begin() as work:
        await work.spending.add(
            [SmsMonth("drenas", this_month, 41, Level.FREE), SmsMonth("kamez", 202001, 9, Level.FREE)]
        )
    metrics = Metrics(house.parts)
    await metrics.readiness()
    said = metrics.text()
    assert 'reportbot_sms_segments{municipality="drenas"} 41\n' in said
    assert 'reportbot_sms_segments_at_most{municipality="drenas"} 3000\n' in said
    assert 'segments{municipality="kamez"}' not in said


async def test_what_broke_and_may_not_be_seen_at_the_desk_is_told_to_whoever_runs_the_server(house: House) -> None:
    """R15: nobody at the desk may open it, so its number by town stands where the alarm looks."""
    metrics = Metrics(house.parts)
    assert "kept_messages_stuck" not in await metrics.readiness()
    house.parts.kept.round.stuck["drenas"] = 2
    assert (await metrics.readiness())["kept_messages_stuck"] == "drenas: 2"
    said = metrics.text()
    assert 'reportbot_kept_messages_stuck{municipality="drenas"} 2\n' in said
    assert 'reportbot_kept_messages_stuck{municipality="kamez"} 0\n' in said


async def test_the_figures_tell_what_did_not_arrive_and_which_offices_nobody_reaches(house: House) -> None:
    now, parts = house.clock.now(), house.parts
    office = parts.municipalities["drenas"].institutions["police"]
    reached = TransportTarget("email", "police@drenas.example")
    drenas = replace(
        parts.towns["drenas"],
        rules=with_contacts(parts.municipalities["drenas"], {office.key: [reached]}),
    )
    parts = replace(parts, towns={**parts.towns, "drenas": drenas})
    rows = [
        Delivery(id, "drenas", id, "forward", "email", now, now, b"", target=reached.address, institution="police")
        for id in (1, 2)
    ]
    async with parts.database.begin() as work:
        await work.outbox.add(rows)
        await work.outbox.claim(now, now + timedelta(minutes=1), 10)
        await work.outbox.finish([(row.id, 1, DeliveryState.DEAD, "refused") for row in rows], now)
    metrics = Metrics(parts)
    ready = await metrics.readiness()
    said = metrics.text()
    assert 'reportbot_dead_letters{municipality="drenas",by="email"} 2\n' in said
    assert 'reportbot_offices_unreached{municipality="drenas"} 1\n' in said
    assert 'reportbot_offices_unreached{municipality="kamez"} 0\n' in said
    assert ready["offices_unreached"] == "drenas: police"
    assert False not in ready.values()
    assert reached.address not in said
