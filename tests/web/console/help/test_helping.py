"""Help: a page of its own, words that explain themselves, and what an empty page says next."""

import re
from pathlib import Path

import httpx
import pytest

from reportbot.core.text import fold
from reportbot.web.console.help.glossary import TERMS
from reportbot.web.console.help.glossary_groups import GROUPS
from reportbot.web.console.help.help_words import NEXT
from tests.web.console.house import House, page_of, words_of

HOME = "/console/drenas"


async def test_help_explains_every_word_of_the_desk(desk: httpx.AsyncClient) -> None:
    page = page_of(await desk.get(f"{HOME}/help"))
    assert {str(dt["id"]) for dt in page.select("dl.glossary dt")} == {f"word-{key}" for key in TERMS}
    assert all(dd.get_text().strip() for dd in page.select("dl.glossary dd"))
    groups = [dl.select("dt") for dl in page.select("dl.glossary")]
    words = [[fold(dt.get_text()) for dt in group] for group in groups]
    assert len(groups) == 4 and all(len(group) > 8 and group == sorted(group) for group in words)
    jumps = [str(link["href"])[1:] for link in page.select("#words nav a")]
    assert len(jumps) == 4 and all(page.find(id=jump) is not None for jump in jumps)
    assert page.select("#words details, #words [hidden]") == [], "the search of the browser finds each word"
    assert "next case" in page.get_text() and "search" in page.get_text()


def test_each_word_stands_in_one_group() -> None:
    assert sorted(key for _, keys in GROUPS.values() for key in keys.split()) == sorted(TERMS)


async def test_every_page_leads_to_help(desk: httpx.AsyncClient) -> None:
    for tail in ("", "/help", "/letters", "/institutions", "/search"):
        assert page_of(await desk.get(HOME + tail)).select_one(f'header a.help[href="{HOME}/help"]'), tail


@pytest.mark.parametrize(
    ("tail", "key"),
    [
        ("/institutions", "institutions"),
        ("/needs-look", "needs_look"),
        ("/dead-letters", "dead_letters"),
        ("/kept-messages", "kept_messages"),
        ("/routing-proposals", "proposals"),
        ("/letters", "papers_waiting"),
        ("/erasures", "erasures"),
    ],
)
async def test_an_empty_page_says_what_comes_next(desk: httpx.AsyncClient, tail: str, key: str) -> None:
    answer = await desk.get(HOME + tail)
    assert NEXT[key].msgid in words_of(answer)
    assert page_of(answer).select_one(f'.empty a[href="{HOME}"]') is not None


async def test_marks_explain_the_headings_of_a_case(house: House, desk: httpx.AsyncClient) -> None:
    page = page_of(await desk.get(f"{HOME}/cases/{await house.report()}"))
    marks = page.select(".term button")
    assert len(marks) >= 5
    for mark in marks:
        meaning = page.find(id=str(mark["popovertarget"]))
        assert mark["aria-describedby"] == mark["popovertarget"]
        assert meaning is not None and meaning.has_attr("popover") and len(meaning.get_text().split()) > 4
    ids = [str(each["id"]) for each in page.select("[id]")]
    assert len(ids) == len(set(ids)), "each mark explains its own word once"


# The words of the README's glossary that the desk meets, and the entry that explains each.
SAID = {
    "Report": "report", "Case": "case", "Addition": "added", "Avoided": "withheld", "Reply": "reply",
    "Template of a reply": "reply", "Feedback": "feedback", "Alarm": "alarm", "Unfinished": "unfinished",
    "Category": "category", "Urgency": "urgency", "Status": "status", "Institution": "institution",
    "Referral": "referral", "Way": "way", "Falling back": "way", "Dead address": "dead_address",
    "Acting together": "joint", "Outcome": "outcome", "Clock stopped": "stopped", "Deadline moved": "stopped",
    "Second contact": "second", "Head": "second", "Opening code": "opening", "Sealed matter": "sealed",
    "Peer": "open311", "Request": "open311", "Letter": "letter", "Handed over": "letter", "Note": "note",
    "Task": "task", "Outline": "outline", "Question": "question", "View": "late", "Retention": "erasure",
    "Purge": "erasure", "Hold": "hold", "Audit note": "audit", "One more report": "merge", "Lead case": "merge",
    "Corroboration": "many", "Burst": "many", "Practice": "practice", "Staff": "assignment",
    "Assignment": "assignment", "Staff chat": "staff_chat", "Message of the day": "staff_chat", "Pause": "pause",
    "Change": "version", "Version": "version", "In force": "in_force", "Conflict": "conflict", "Dry run": "dry_run",
    "Damage": "unreadable", "RoutingRule": "reasons", "Route": "reasons", "Confidence": "confidence",
    "Gate": "confidence", "Needs a look": "needs_look", "Correction": "correction", "Candidate": "model",
    "Promise": "deadline", "Deadline": "deadline", "Due": "deadline", "Rung": "reminder", "ladder": "reminder",
    "Roster": "duty", "Owed": "late", "Late": "late", "Export": "export", "Turn of duty": "duty", "swap": "swap",
    "absence": "swap", "gap": "gap", "Receipt code": "code", "Member": "member", "Role": "member",
    "Named": "member", "Second step": "second_step", "Step-up": "second_step", "Ask": "second_person",
    "Second person": "second_person", "Draft": "draft", "Picture": "picture", "Held": "picture", "Put off": "deadline",
    "Retired": "retired", "Removed": "retired", "Hearer": "second_person", "Difference": "second_person",
    "Edit": "version",
}  # fmt: skip
UNSAID = frozenset(
    re.findall(
        r"[^\s,][^,]*",
        """Reporter, Address, Conversation, InboundMessage, OutboundMessage, Channel, Flow, Step, Session, Turn, Offer,
        Choice, CaseEvent, Voice, Quiet, Outlook, Transport, Notice, Group, Rank, Template, Seen, Ring, Generation,
        Week, Pepper, Tag, Canary, Mark, Sketch, Room, Coach, Limit, Slowed, Later, TriageDecision, Sureness, Leaning,
        Lesson, Runner-up, Shadow, Measured, Shown, Load, Delivery, Lane, ServiceEntry, Need, Place, Gazetteer, Town,
        Surroundings, Opinion, Heard, Hint, Lexicon, Quick exit, Safe word, Way round, What may leave, Answer code,
        Read out, Data key, Second look, Matter""",
    )
)
"""Words of those who build it, or that say at the desk what they say everywhere."""


def test_every_word_of_the_glossary_that_the_desk_meets_is_explained_there() -> None:
    readme = (Path(__file__).parents[4] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Glossary")[2].partition("## Settings")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")][1:]
    words = {word for row in rows for word in re.sub(r"\(.*?\)", "", row).split(",")}
    undecided = {word.strip() for word in words} - SAID.keys() - UNSAID
    assert not undecided, "is it a word of the desk? Then it needs an entry in glossary.py"
    assert set(SAID.values()) <= TERMS.keys()


async def test_a_word_explains_itself_without_script_and_without_a_pointer() -> None:
    """A button opens its popover by Enter, click or tap, Escape closes it; browsers that know none show it on focus."""
    css = (Path(__file__).parents[4] / "src/reportbot/web/static/console.css").read_text(encoding="utf-8")
    assert "@supports not selector(:popover-open) { .term button:focus + .meaning { display: block; } }" in css
    assert re.search(r"^\.meaning \{ display: none; \}$", css, re.M), "not all at once, where nobody knows popovers"


@pytest.mark.parametrize("view", ["open", "look", "danger", "mine", "waiting", "overdue", "news", "closed"])
async def test_every_empty_view_says_what_to_do(desk: httpx.AsyncClient, view: str) -> None:
    empty = page_of(await desk.get(f"{HOME}?view={view}")).select_one(".empty")
    assert empty is not None and len(empty.select("p")) >= 2
    assert len(empty.get_text().split()) > 8
