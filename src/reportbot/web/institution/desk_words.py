"""What an office's page says of the reporting desk. Where the desk must hear nothing of a case, nothing leads there."""

from dataclasses import dataclass

from reportbot.core.cases.referral import JOINT
from reportbot.core.messages import Text
from reportbot.service.responses import ReferralPage
from reportbot.web.institution import words


@dataclass(frozen=True, slots=True)
class DeskWords:
    """Below "Who should have it?", below an answer that is the last, for what cannot be read, below a photo to send."""

    hand_on: Text
    final: Text
    unreadable: Text
    note_lost: Text
    photo: Text


def desk_words(page: ReferralPage) -> DeskWords:
    town = {"town": page.town.rules.name}
    shown = None if page.case.concerns_a_person else words.PHOTO_SHOWN
    if page.is_withheld:
        hand_on = words.PART_ENDS if page.referral.role == JOINT else words.GOES_ROUND
        photo = shown or words.PHOTO_OWN
        return DeskWords(hand_on, words.ANSWER_STAYS, words.STORY_LOST, words.NOTE_LOST, photo)
    return DeskWords(
        words.GOES_STRAIGHT,
        Text(words.ANSWER_FINAL.msgid, town),
        words.STORY_UNREADABLE,
        Text(words.NOTE_REFUSED.msgid, town),
        shown or words.PHOTO_HINT,
    )
