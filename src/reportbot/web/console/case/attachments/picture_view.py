"""Pictures of offices on the page of a case: whose, whether the person has got them, what can be done. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportbot.core.messages import Text
from reportbot.service.desk.reading import CasePage
from reportbot.service.records import Delivery
from reportbot.service.turns.pictures import TAKE_BACK
from reportbot.web.console import delivery_words
from reportbot.web.console.case.attachments import picture_words as words


@dataclass(frozen=True, slots=True)
class PictureLine:
    """`turn` is the noun of what can be done with it, "" where the person sees none of this matter."""

    id: int
    office: Text
    lines: tuple[Text, ...]
    turn: str


def pictures_of(page: CasePage) -> list[PictureLine]:
    return [
        PictureLine(id, page.town.name_of(by), tuple(_lines(page, id)), _turn(page, id)) for id, by in page.story.shown
    ]


def _lines(page: CasePage, id: int) -> Iterator[Text]:
    if id in page.story.held:
        yield words.HELD
    elif page.case.concerns_a_person:
        yield words.PERSONAL
    else:
        yield words.ON_ASKING
    for row in page.sent.get(id, ()):
        yield _line(row)


def _line(row: Delivery) -> Text:
    state = delivery_words.DELIVERY_STATES[row.state]
    if row.kind == TAKE_BACK:
        return Text(words.TAKEN_BACK.msgid, {"state": state})
    way = delivery_words.WAYS.get(row.by, Text(row.by))
    return Text(words.TO_PERSON.msgid, {"way": way, "state": state})


def _turn(page: CasePage, id: int) -> str:
    if id in page.story.held:
        return "showing"
    return "" if page.case.concerns_a_person else "hold"
