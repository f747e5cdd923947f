"""What leaves for staff chats: parameters of the Bot API, and what becomes of a chat or a message that is no more."""

from dataclasses import replace
from typing import Any

import pytest

from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.service.staff_chats.post import SILENT
from reportbot.service.staff_chats.whereabouts import Where
from reportbot.transports.staff_chat import StaffChatPost, call

TAKE = (("I take it", "take:1:x"),)


def a_notice(body: str = "EMERGENCY", buttons: tuple[tuple[str, str], ...] = (), **facts: str) -> OfficeNotice:
    return OfficeNotice("drenas", "", "", body, "", "", buttons, facts=facts)


def test_a_new_message_cannot_be_passed_on_and_shows_no_preview() -> None:
    assert call(a_notice(buttons=TAKE), "77", "") == (
        "sendMessage",
        {
            "chat_id": 77,
            "text": "EMERGENCY",
            "link_preview_options": {"is_disabled": True},
            "protect_content": True,
            "disable_notification": False,
            "reply_markup": {"inline_keyboard": [[{"text": "I take it", "callback_data": "desk:take:1:x"}]]},
        },
    )


def test_a_quiet_one_makes_no_sound() -> None:
    assert call(replace(a_notice(), facts={SILENT: "yes"}), "77", "")[1]["disable_notification"] is True


def test_a_change_names_its_message_and_takes_the_buttons_away() -> None:
    method, parameters = call(a_notice("over"), "77", "5")
    assert method == "editMessageText"
    assert (parameters["message_id"], parameters["reply_markup"]) == (5, {"inline_keyboard": []})


@pytest.mark.parametrize("chat", ["", "x", "7" * 30, "٧", "1 2"])
def test_what_is_no_chat_is_refused(chat: str) -> None:
    with pytest.raises(DeliveryFailed):
        call(a_notice(), chat, "")


@pytest.mark.parametrize("data", ["", "x" * 60])
def test_a_button_that_telegram_cannot_have_is_refused(data: str) -> None:
    with pytest.raises(DeliveryFailed):
        call(a_notice(buttons=(("x", data),)), "77", "")


def test_a_text_is_cut_to_what_telegram_takes() -> None:
    assert len(call(a_notice("x" * 9000), "77", "")[1]["text"]) == 4096


class Bots:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    async def call(self, municipality: str, method: str, parameters: dict[str, Any]) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def sent(answer: Any, message: str = "") -> tuple[str, list[Notice]]:
    lost: list[Notice] = []

    async def where(notice: Notice) -> Where:
        return Where("77", message)

    async def forget(notice: Notice) -> None:
        lost.append(notice)

    try:
        return await StaffChatPost(Bots(answer), where, forget).send(a_notice()), lost
    except DeliveryFailed as failure:
        return failure.reason, lost


async def test_the_evidence_is_the_number_of_the_message() -> None:
    assert await sent({"message_id": 9}) == ("9", [])
    assert await sent({"message_id": 9}, "9") == ("9", [])


async def test_a_message_that_looks_so_already_or_is_deleted_is_left_as_it_is() -> None:
    assert await sent(DeliveryFailed("not modified", retry=False), "9") == ("9", [])


async def test_a_chat_that_is_no_more_is_told() -> None:
    reason, lost = await sent(DeliveryFailed("blocked", retry=False, gone=True), "9")
    assert reason == "blocked"
    assert len(lost) == 1


async def test_what_may_work_later_is_tried_again() -> None:
    assert await sent(DeliveryFailed("busy", retry=True), "9") == ("busy", [])
