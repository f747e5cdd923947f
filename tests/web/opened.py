"""A browser that has typed the code: it keeps what the page gives it then."""

import httpx

from reportbot.app import Parts
from reportbot.core.cases.referral import Referral
from reportbot.service.offices.openings import OPEN_FOR


def keeps_open(browser: httpx.AsyncClient, parts: Parts, referral: Referral) -> None:
    signed = parts.vault.sign("opened", f"{referral.id} {referral.institution}", parts.clock.now() + OPEN_FOR)
    browser.cookies.set(f"opened-{referral.id}", signed, path="/r/")
