"""The referral form as an encrypted file in the mail to an office that has a key of its own (age).

The key stands in the municipality file beside the way: whoever holds its other half reads the story without the page.
"""

import logging
from collections.abc import Callable, Mapping

from reportbot.core.cases.referral import Referral
from reportbot.core.errors import Refusal
from reportbot.service.audit.notes import note_alone
from reportbot.service.letters.contents import REFERRAL, Contents
from reportbot.service.letters.forms import Forms
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.letters.making import Typesetter
from reportbot.service.ports import Clock, Notice, Store, Translator
from reportbot.service.towns import Town, every_way

AGE = "age"
"""The option of a way that holds the office's public key."""
WITH = frozenset({"forward", "copy", "reopened", "raised"})
"""Kinds of notice that bring the form along; the others only speak of it."""
log = logging.getLogger("reportbot.enclosures")


class Enclosures:
    def __init__(
        self,
        store: Store,
        towns: Mapping[str, Town],
        gatherer: Gatherer,
        translator: Translator,
        typesetter: Typesetter,
        clock: Clock,
        encrypt: Callable[[bytes, str], bytes],
    ) -> None:
        """`encrypt` for a public key; raises BadSetup."""
        self._store, self._towns, self._gatherer = store, towns, gatherer
        self._forms, self._typesetter, self._clock, self._encrypt = Forms(translator), typesetter, clock, encrypt

    async def of(self, notice: Notice) -> tuple[str, bytes] | None:
        """(name of the file, the file); None where the office has no key, or the form cannot be made now.

        That it leaves is noted first. Raises CannotBeNoted, StoreFailed: then the mail waits.
        """
        town = self._towns.get(notice.municipality)
        key = _key_of(town, notice) if town else ""
        if town is None or not key or notice.facts.get("kind") not in WITH:
            return None
        try:
            contents, referral = await self._contents(town, int(notice.facts.get("referral", "0")))
            form = await self._typesetter.pdf(REFERRAL, self._forms.values(REFERRAL, contents), contents.now)
            sealed = self._encrypt(form, key)
        except Refusal as refusal:  # the mail leaves without it: its link leads to the same
            log.error("a referral form could not be enclosed", extra={"failure": type(refusal).__name__})
            return None
        await self._noted(town, contents, referral)
        return f"{contents.case.number}.pdf.age", sealed

    async def _contents(self, town: Town, number: int) -> tuple[Contents, Referral]:
        async with self._store.read() as work:
            referral = await work.cases.referral(number)
            if referral is None:
                raise Refusal("the referral is gone")
            case = await work.cases.one(referral.case)
            if not case.sealed_key:
                raise Refusal("the case was erased")
            language = town.language_of(referral.institution)
            now = self._clock.now()
            contents = await self._gatherer.contents(work, town, case, REFERRAL, referral.id, language, now)
        return contents, referral

    async def _noted(self, town: Town, contents: Contents, referral: Referral) -> None:
        about = {"municipality": town.key, "actor": referral.institution, "subject": contents.case.number}
        await note_alone(self._store, lambda work: work.audit.note("enclosed_case", at=self._clock.now(), **about))


def _key_of(town: Town, notice: Notice) -> str:
    """Of the way that this notice goes; only of the institution whose notice it is."""
    institution = notice.facts.get("institution", "")
    if institution not in town.rules.institutions:
        return ""
    contact = town.rules.contact_of(institution)
    if contact.key != institution:
        return ""  # somebody else's address: they pass on what the mail says, and do not get the story by it
    return next(
        (way.options[AGE] for way in every_way(contact) if way.address == notice.target and AGE in way.options), ""
    )
