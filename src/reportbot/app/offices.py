"""How offices answer, by page, mail, SMS, chat and webhook; and what reaches them on paper."""

from dataclasses import dataclass

from reportbot.app.exchange import Exchange
from reportbot.app.opened import Opened
from reportbot.app.shared import Shared
from reportbot.letters.typesetting import Typesetter
from reportbot.service.letters.enclosures import Enclosures
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.letters.handing_over import HandingOver
from reportbot.service.letters.making import Letters
from reportbot.service.letters.notices import PaperNotices
from reportbot.service.mailroom import MailRoom, Own
from reportbot.service.offices.duty_chats import DutyChats
from reportbot.service.offices.duty_phones import DutyPhones
from reportbot.service.offices.duty_photos import DutyPhotos
from reportbot.service.offices.early_photos import EarlyPhotos
from reportbot.service.offices.mail_answers import MailAnswers
from reportbot.service.offices.replies import OfficeReplies
from reportbot.service.offices.webhook_answers import WebhookAnswers
from reportbot.service.outbox.dead_letters import DeadLetters
from reportbot.service.outgoing.notices import host_of
from reportbot.service.responses import Responses
from reportbot.vault.age import encrypt_for


@dataclass(frozen=True, kw_only=True, repr=False)
class Answers:
    responses: Responses
    mailroom: MailRoom
    duty_phones: DutyPhones
    duty_chats: DutyChats
    duty_photos: DutyPhotos
    webhook_answers: WebhookAnswers
    dead_letters: DeadLetters


@dataclass(frozen=True, kw_only=True, repr=False)
class Papers:
    letters: Letters
    handing_over: HandingOver
    paper_notices: PaperNotices
    enclosures: Enclosures


def answers(opened: Opened, shared: Shared, exchange: Exchange) -> Answers:
    settings, store, vault, towns = opened.settings, opened.database, opened.vault, opened.towns
    translator, sentences, clock, ids = opened.translator, opened.sentences, opened.clock, opened.ids
    notices, damage, wake = shared.notices, shared.damage, exchange.delivery.wake.set
    responses = Responses(
        store=store,
        vault=vault,
        towns=towns,
        notices=notices,
        news=shared.news,
        clock=clock,
        ids=ids,
        wake=wake,
        damage=damage,
        own=settings.public_url,
    )
    early, scrub = EarlyPhotos(vault, ids, damage), exchange.photos.scrubbed
    duty_photos = DutyPhotos(
        store=store,
        vault=vault,
        towns=towns,
        answers=responses,
        translator=translator,
        sentences=sentences,
        clock=clock,
        ids=ids,
        wake=wake,
        scrub=scrub,
        early=early,
    )
    return Answers(
        responses=responses,
        mailroom=MailRoom(
            store=store,
            vault=vault,
            towns=towns,
            answers=MailAnswers(responses=responses, translator=translator, scrub=scrub, early=early),
            notices=notices,
            clock=clock,
            ids=ids,
            damage=damage,
            on_lost=exchange.falling_back.lost,
            wake=wake,
            own=Own(base=settings.mail_replies, host=host_of(settings.public_url), sender=settings.mail_from),
        ),
        duty_phones=DutyPhones(
            store=store,
            vault=vault,
            towns=towns,
            answers=responses,
            replies=OfficeReplies(translator=translator, vault=vault, sentences=sentences, ids=ids),
            notices=notices,
            copies=shared.copies,
            translator=translator,
            clock=clock,
            wake=wake,
            otherwise=exchange.intake.receive,
        ),
        duty_chats=DutyChats(
            store=store,
            vault=vault,
            towns=towns,
            answers=responses,
            notices=notices,
            translator=translator,
            sentences=sentences,
            clock=clock,
            ids=ids,
            wake=wake,
            photos=duty_photos,
        ),
        duty_photos=duty_photos,
        webhook_answers=WebhookAnswers(store=store, vault=vault, towns=towns, answers=responses, clock=clock),
        dead_letters=DeadLetters(
            store=store, towns=towns, opener=shared.opener, notices=notices, clock=clock, ids=ids, wake=wake
        ),
    )


def papers(opened: Opened, shared: Shared) -> Papers:
    store, vault, towns, translator = opened.database, opened.vault, opened.towns, opened.translator
    clock, ids = opened.clock, opened.ids
    typesetter = Typesetter(folder=opened.letter_templates)
    gatherer = Gatherer(vault=vault, notices=shared.notices, damage=shared.damage)
    letters = Letters(
        store=store,
        vault=vault,
        towns=towns,
        gatherer=gatherer,
        translator=translator,
        typesetter=typesetter,
        clock=clock,
        ids=ids,
        damage=shared.damage,
    )
    return Papers(
        letters=letters,
        handing_over=HandingOver(
            store=store, towns=towns, gatherer=gatherer, translator=translator, clock=clock, ids=ids
        ),
        paper_notices=PaperNotices(store=store, towns=towns, gatherer=gatherer, letters=letters, clock=clock, ids=ids),
        enclosures=Enclosures(
            store=store,
            towns=towns,
            gatherer=gatherer,
            translator=translator,
            typesetter=typesetter,
            clock=clock,
            encrypt=encrypt_for,
        ),
    )
