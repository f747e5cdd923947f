"""What several services are made of: words for people and offices, opening a case, damage, the model's opinion."""

from dataclasses import dataclass

from reportbot.app.opened import Opened
from reportbot.model.asking import Model, model_of
from reportbot.service.due.reminding import Reminding
from reportbot.service.outgoing.copies import Copies
from reportbot.service.outgoing.notices import Notices
from reportbot.service.outgoing.spending import Spending
from reportbot.service.reports.codes import Codes
from reportbot.service.reports.opening import Opener
from reportbot.service.triage.secondlook import SecondLook
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.lookups import LookUps
from reportbot.service.turns.news import News
from reportbot.service.turns.speaking import Speaker
from reportbot.service.upkeep.damage import Damage


@dataclass(frozen=True, kw_only=True, repr=False)
class Shared:
    """`model` and `second_look` are None where the settings have no model."""

    lanes: Lanes
    speaker: Speaker
    notices: Notices
    reminding: Reminding
    spending: Spending
    news: News
    opener: Opener
    damage: Damage
    look_ups: LookUps
    codes: Codes
    copies: Copies
    model: Model | None
    second_look: SecondLook | None


def shared(opened: Opened) -> Shared:
    settings, store, vault, ids = opened.settings, opened.database, opened.vault, opened.ids
    translator, sentences, towns, clock = opened.translator, opened.sentences, opened.towns, opened.clock
    lanes = Lanes(direct=settings.database_url.startswith("sqlite"), waiting=opened.waiting)
    speaker = Speaker(translator=translator, vault=vault, ids=ids)
    notices = Notices(translator=translator, vault=vault, sentences=sentences, ids=ids, public_url=settings.public_url)
    spending = Spending(towns=towns, notices=notices, sentences=sentences, public_url=settings.public_url)
    opener = Opener(triage=opened.listening.triage, vault=vault, notices=notices, ids=ids)
    damage = Damage(store=store, vault=vault, towns=towns, notices=notices, clock=clock)
    model = model_of(opened.listening) if settings.model == "on" else None
    second_look = None
    if model:
        second_look = SecondLook(
            store=store, towns=towns, vault=vault, opener=opener, ids=ids, damage=damage, clock=clock, adviser=model
        )
    return Shared(
        lanes=lanes,
        speaker=speaker,
        notices=notices,
        reminding=Reminding(
            translator=translator, vault=vault, sentences=sentences, ids=ids, public_url=settings.public_url
        ),
        spending=spending,
        news=News(speaker=speaker, sentences=sentences, lanes=lanes, spending=spending),
        opener=opener,
        damage=damage,
        look_ups=LookUps(vault=vault, sentences=sentences, translator=translator, damage=damage),
        codes=Codes(vault=vault, ready=int(settings.codes_ready)),
        copies=Copies(vault=vault, ids=ids),
        model=model,
        second_look=second_look,
    )
