"""A notice in a duty chat: the call, the buttons, what comes back; over real HTTP through the town's own bot."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from reportbot.municipality.offices import TransportKind
from reportbot.service.ports import DeliveryFailed
from reportbot.transports import TRANSPORTS
from reportbot.transports.nowhere import Nowhere
from reportbot.transports.telegram import DutyChat, Pressed, answer_pressed, change, request
from tests.demo.specs import check_call, needs_bot_api

TOKEN = "1000000001:a-token-of-the-test"


@dataclass(frozen=True)
class Duty:
    municipality: str = "drenas"
    target: str = "-100"
    subject: str = "Case DR-2026-0012"
    body: str = "Deadline: 25 November."
    link: str = "https://report.example.org/i/abc"
    message_id: str = "<12-1@report.example.org>"
    buttons: tuple[tuple[str, str], ...] = (("Received", "received:12"), ("Not ours", "https://report.example.org/i"))
    short: str = ""
    code: str = "482153"
    facts: Mapping[str, str] = field(default_factory=dict)


CHANGED = Duty(facts={"message": "7"}, body="Deadline: 25 November.\n\nReceived (Water)", subject="", link="")


async def test_a_duty_chat_sees_the_notice_and_its_answer_comes_back() -> None:
    server = TelegramServer(TOKEN)
    duty = server.person(-100)
    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        try:
            evidence = await DutyChat(channel).send(Duty())
            duty.presses("Received")
            (update,) = await channel.updates("drenas", None, 0)
        finally:
            await channel.close()
    (heard,) = duty.heard
    assert heard.text == "Case DR-2026-0012\n\nDeadline: 25 November.\n\nhttps://report.example.org/i/abc"
    assert (str(heard.message_id), heard.labels) == (evidence, ["Received", "Not ours"])
    assert answer_pressed(update) == Pressed(
        -100, update["callback_query"]["id"], "received:12", heard.message_id, heard.text
    )
    assert heard.buttons[1].url == "https://report.example.org/i"


async def test_a_message_is_changed_and_loses_its_buttons() -> None:
    server = TelegramServer(TOKEN)
    duty = server.person(-100)
    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        try:
            number = await DutyChat(channel).send(Duty())
            now = replace(CHANGED, facts={"message": number}, buttons=())
            assert await DutyChat(channel).send(now) == number
            assert await DutyChat(channel).send(now) == "not changed", "it looks so already"
            (heard,) = duty.heard
            assert (heard.text, heard.labels) == (CHANGED.body, [])
            menu = replace(now, body="", buttons=(("Back", "back:12"),))
            assert await DutyChat(channel).send(menu) == number
            (heard,) = duty.heard
            assert (heard.text, heard.labels) == (CHANGED.body, ["Back"])
            duty.chat.remove(int(number))
            assert await DutyChat(channel).send(menu) == "not changed", "somebody deleted it"
        finally:
            await channel.close()


async def test_a_change_is_tried_again_where_that_can_help() -> None:
    server = TelegramServer(TOKEN)
    server.person(-100)
    server.fail_next("editMessageText", 500)
    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        try:
            with pytest.raises(DeliveryFailed) as failed:
                await DutyChat(channel).send(CHANGED)
        finally:
            await channel.close()
    assert failed.value.retry


@pytest.mark.parametrize("number", ["", "x", "-1", "1" * 19, "7\n"])
def test_a_message_that_is_none_is_not_changed(number: str) -> None:
    with pytest.raises(DeliveryFailed):
        change(replace(CHANGED, facts={"message": number}))


async def test_a_chat_that_threw_the_bot_out_is_a_failure_and_never_let_go() -> None:
    server = TelegramServer(TOKEN)
    server.fail_next("sendMessage", 403)
    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        try:
            with pytest.raises(DeliveryFailed) as refused:
                await DutyChat(channel).send(Duty())
        finally:
            await channel.close()
    assert (refused.value.retry, refused.value.gone) == (False, False)


@needs_bot_api
@pytest.mark.parametrize("notice", [Duty(), Duty(buttons=(), link="", target="42")])
def test_our_calls_are_such_as_telegram_takes(notice: Duty) -> None:
    assert check_call("sendMessage", request(notice)) == []


@needs_bot_api
@pytest.mark.parametrize("notice", [CHANGED, replace(CHANGED, body=""), replace(CHANGED, buttons=())])
def test_our_changes_are_such_as_telegram_takes(notice: Duty) -> None:
    assert check_call(*change(notice)) == []


@pytest.mark.parametrize("target", ["", "@channel", "12a", "--1", "1" * 19, "-100\n", "٣"])
def test_a_target_that_is_no_chat_is_given_up(target: str) -> None:
    with pytest.raises(DeliveryFailed) as refused:
        request(replace(Duty(), target=target))
    assert not refused.value.retry


@pytest.mark.parametrize("data", ["", "x" * 58])
def test_a_button_that_telegram_cannot_carry_is_given_up(data: str) -> None:
    with pytest.raises(DeliveryFailed):
        request(replace(Duty(), buttons=(("Received", data),)))


def test_a_long_notice_keeps_its_link() -> None:
    text = request(replace(Duty(), body="x" * 5000))["text"]
    assert text.endswith(Duty.link)
    assert len(text) == 4096


def test_a_reporters_button_is_no_answer_of_an_office() -> None:
    message = {"message_id": 1, "chat": {"id": 42, "type": "private"}}
    assert answer_pressed({"callback_query": {"id": "9", "data": "hazard", "message": message}}) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("office:12"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "data", "message", "chat"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.fixed_dictionaries({"callback_query": JSON}) | JSON)
def test_rubbish_is_no_answer(update: Any) -> None:
    answer = answer_pressed(update)
    assert answer is None or isinstance(answer.chat, int)


async def test_in_training_a_notice_goes_nowhere_and_says_so() -> None:
    assert await Nowhere().send(Duty()) == "nowhere"


def test_every_transport_has_its_name() -> None:
    assert set(TRANSPORTS) == set(get_args(TransportKind))
