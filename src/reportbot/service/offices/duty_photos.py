"""An office adds photos of its work in its duty chat: as a reply to our message, or right after "done".

The rules are those of its page: a photo goes with "done" alone (one that came before waits for it), is painted anew,
and reaches the person only where the matter concerns nobody whom it could show. What became of it is said in the chat.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.office_words import outcome_of, said
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.errors import AnswerRefused, BadInput, BadSignature, NotAPhoto, TooLarge, UnknownCode
from reportbot.core.messages import Fill
from reportbot.service.cases.office_photos import MOST
from reportbot.service.offices.early_photos import Door, EarlyPhotos
from reportbot.service.offices.mail_answers import Scrub
from reportbot.service.offices.shared_doors import Answers, answer_for, offices_at
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.outgoing.rows import office_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Clock, Ids, Notice, Store, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.towns import Office, Town
from reportbot.service.trying import persistently

OFFICE_PHOTO = "office_photo"
PHOTO_REPLY = "office_photo_reply"
HANDLE, REFERRAL, CAPTION = "handle", "referral", "caption"  # facts of the errand
AWAITED = timedelta(minutes=15)  # after "done" in a chat, for a photo that replies to nothing
TELEGRAM = "telegram"
_LINK = re.compile(r"/r/([\w-]{20,200})")


class DutyPhotos:
    """A reply to our message always counts; without one, what came to a chat that has just said "done"."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        answers: Answers,
        translator: Translator,
        sentences: Sentences,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        scrub: Scrub,
        early: EarlyPhotos,
    ) -> None:
        self._store, self._vault, self._towns, self._answers = store, vault, towns, answers
        self._translator, self._sentences, self._clock, self._ids = translator, sentences, clock, ids
        self._wake, self._scrub = wake, scrub
        self._early = early

    async def expect(self, municipality: str, chat: str, referral: Referral) -> None:
        """Somebody there has just said that it is done: a photo may follow."""
        key, until = self._key(municipality, chat), self._clock.now() + AWAITED

        async def once() -> None:
            async with self._store.begin() as work:
                await work.early_photos.expect(municipality, key, referral.id, until)

        await persistently(once)

    async def after_done(self, case: Case, referral: Referral, office: Office, town: Town) -> str:
        """What stands below "done" in the chat: that photos which came before are kept, or that one may follow."""
        async with self._store.read() as work:
            photos = await work.conversations.photos(case=case.merged_into or case.id)
        if any(each.by == referral.institution for each in photos):
            return self._say(office, town, "photo_kept")
        return self._say(office, town, "photo_person" if case.concerns_a_person else "photo_public")

    async def take(self, municipality: str, chat: str, message: str, handle: str, caption: str, replied: str) -> bool:
        """Whether it is an office's photo: then an errand is written, once. `replied` is the text that it answers."""
        town = self._towns[municipality]
        owners = offices_at(town, TELEGRAM, chat)
        referral = await self._meant(municipality, chat, replied) if owners else 0
        if not referral:
            return False
        facts = {REFERRAL: str(referral), HANDLE: handle, CAPTION: caption[:200]}
        key = self._vault.message_key(f"duty photo:{municipality}:{chat}:{message}")
        errand = _errand(municipality, chat, facts)

        async def once() -> None:
            async with self._store.begin() as work:
                known = await work.cases.referral(referral)
                if known is not None and await work.messages.unseen([key], self._clock.now()):
                    await work.outbox.add([self._row(OFFICE_PHOTO, OFFICE_PHOTO, errand, known.case)])

        await persistently(once)
        self._wake()
        return True

    async def keep(self, errand: Notice, fetch: Callable[[], Awaitable[bytes]]) -> str:
        """What became of it, for the outbox; the chat is told. Raises what `fetch` and the painter do."""
        town, id = self._towns[errand.municipality], int(errand.facts[REFERRAL])
        owners = offices_at(town, TELEGRAM, errand.target)
        async with self._store.read() as work:
            referral = await work.cases.referral(id)
            case = await work.cases.find(referral.case) if referral else None
            photos = await work.conversations.photos(case=case.merged_into or case.id) if case else []
        if not owners or referral is None or case is None or referral.institution in case.avoided:  # R15
            return "nobody's"
        if sum(each.by == referral.institution for each in photos) >= MOST:
            return await self._answer(town, owners[0], errand, case, "photo_enough", most=MOST)
        outcome = self._outcome(town, case, referral, errand.facts.get(CAPTION, ""))
        try:
            picture = await self._scrub(await fetch())
            outcome, answer = (outcome, "") if outcome else await self._wait(referral, picture, errand.target)
            if not outcome:
                return await self._answer(town, owners[0], errand, case, answer, most=MOST)
            await answer_for(self._answers, owners, referral, Answer.DONE, picture, outcome=outcome)
        except (NotAPhoto, TooLarge):
            return await self._answer(town, owners[0], errand, case, "photo_unreadable")
        except UnknownCode:
            return "nobody's"
        except (AnswerRefused, BadInput):
            return await self._answer(town, owners[0], errand, case, "elsewhere")
        await self.expect(town.key, errand.target, referral)
        return await self._answer(town, owners[0], errand, case, "photo_kept")

    async def _wait(self, referral: Referral, picture: bytes, chat: str) -> tuple[str, str]:
        """It waits for "done", and what the chat is told; or what came of it, where that was said meanwhile."""

        async def once() -> tuple[str, str]:
            async with self._store.begin() as work:
                known, now = await work.cases.referral(referral.id) or referral, self._clock.now()
                if known.answer is Answer.DONE:
                    return known.outcome, ""
                case = await work.cases.one(known.case)
                door = Door(known.id, TELEGRAM, chat)
                is_held = await self._early.hold(work, case, known.institution, door, picture, now)
                return "", "photo_first" if is_held else "photo_enough"

        return await persistently(once)

    async def _meant(self, municipality: str, chat: str, replied: str) -> int:
        """By the signed link in our message; without one, by what was said to be done there just now."""
        now = self._clock.now()
        for token in _LINK.findall(replied):
            try:
                return self._vault.read_link(token, now).referral
            except BadSignature:  # also one that has run out
                continue
        async with self._store.read() as work:
            return await work.early_photos.expected(municipality, self._key(municipality, chat), now)

    def _key(self, municipality: str, chat: str) -> bytes:
        return self._vault.message_key(f"duty chat:{municipality}:{chat}")

    def _outcome(self, town: Town, case: Case, referral: Referral, caption: str) -> str:
        """What came of it: of "done" in the words below the photo, or of what was said before; "" for neither."""
        answer = said(caption, self._clock.now().astimezone(ZoneInfo(town.rules.zone)).date()) if caption else None
        if answer is not None and answer.answer is Answer.DONE:
            return outcome_of(answer, case.concerns_a_person)
        return referral.outcome if referral.answer is Answer.DONE else ""

    async def _answer(self, town: Town, office: Office, errand: Notice, case: Case, key: str, **fill: Fill) -> str:
        words = OfficeNotice(town.key, errand.target, case.number, self._say(office, town, key, **fill), "", "")
        await self._put([self._row(PHOTO_REPLY, TELEGRAM, words, case.id)])
        return key

    async def _put(self, rows: list[Delivery]) -> None:
        async def once() -> None:
            async with self._store.begin() as work:
                await work.outbox.add(rows)

        await persistently(once)
        self._wake()

    def _row(self, kind: str, by: str, notice: OfficeNotice, case: int) -> Delivery:
        """Of no office's referral: where it fails nobody else has to hear of it."""
        return office_row(self._vault, self._ids.new(), notice, kind, by, self._clock.now(), case=case)

    def _say(self, office: Office, town: Town, key: str, **fill: Fill) -> str:
        language = next(iter(office.languages), town.rules.office_languages[0])
        return self._translator.say(self._sentences.office(f"chat_{key}", fill), language, zone=town.rules.zone)


def _errand(municipality: str, chat: str, facts: Mapping[str, str]) -> OfficeNotice:
    return OfficeNotice(municipality, chat, "", "", "", "", facts=facts)
