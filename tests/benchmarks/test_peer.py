"""The peer does the standard work as promised: what was said is stored, once, durably, before it is acknowledged."""

from pathlib import Path

import pytest

from tests.benchmarks.contestant_peer import PeerInProcess, PeerOverHttp
from tests.benchmarks.load import MESSAGES, Driver, Reply, differences
from tests.benchmarks.people import Answer, a_person, a_report

Peer = PeerInProcess | PeerOverHttp


@pytest.mark.parametrize("peer", [PeerInProcess, PeerOverHttp])
@pytest.mark.parametrize("concurrent", [False, True])
async def test_the_peer_stores_what_was_said(tmp_path: Path, peer: type[Peer], concurrent: bool) -> None:
    contestant = peer(tmp_path, concurrent)
    driver = Driver(contestant)
    await contestant.start(driver.on_reply)
    run = await driver.reports(6, 3)
    await contestant.stop()
    assert len(run.said) == 6
    assert differences(run.said, await contestant.cases()) == []


@pytest.mark.parametrize("peer", [PeerInProcess, PeerOverHttp])
async def test_the_peer_commits_once_and_sends_once_for_each_update(tmp_path: Path, peer: type[Peer]) -> None:
    contestant = peer(tmp_path, counting=True)
    driver = Driver(contestant)
    await contestant.start(driver.on_reply)
    await driver.reports(3, 3)
    await contestant.stop()
    counts = contestant.counts()
    assert (counts["commits"], counts["calls"]) == (3 * MESSAGES, 3 * MESSAGES)
    assert counts["statements"] == 3 * (2 * MESSAGES + 1)  # state and data of each turn, and the report


async def test_the_peer_goes_on_where_it_was_after_each_restart(tmp_path: Path) -> None:
    person, report = a_person(1), a_report(1)
    answer: Answer | None = {"text": "/start"}
    replies: list[Reply] = []
    for step in range(MESSAGES):
        contestant = PeerInProcess(tmp_path)
        await contestant.start(lambda chat, reply: replies.append(reply))
        assert answer is not None
        await contestant.feed(person.update(step, answer, replies[-1] if replies else None))
        await contestant.stop()
        if step + 1 < MESSAGES:
            answer = contestant.answers(step + 1, report, replies[-1])
    code = contestant.receipt(replies[-1])
    assert code is not None
    assert differences({code: report}, await contestant.cases()) == []


async def test_the_peer_refuses_an_update_without_the_secret(tmp_path: Path) -> None:
    contestant = PeerOverHttp(tmp_path)
    await contestant.start(lambda chat, reply: None)
    contestant.headers = ""
    with pytest.raises(RuntimeError, match="403"):
        await contestant.feed(a_person(1).update(1, {"text": "/start"}, None))
    await contestant.stop()
