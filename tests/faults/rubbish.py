"""Requests that no honest client sends, each made by chance from a seed. Every one of them holds the canary."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

CANARY = "zvqcanaryzvq"
DOORS = ("telegram", "twilio", "chat", "office", "open311", "anywhere")
_LETTERS = (
    "\u202e\u2066\u200f",  # right to left
    "\u200b\u200d\ufeff\u2060",  # without width
    "👩‍👩‍👧🏽🇽🇰💥",
    "\x00\x01\x1b\x7f\ufffd",
    "ëçËÇšžđЋИРИЛИЦА",
    "\ud800\udfff",  # halves of letters
    "%s{0}${x}<script>'\"\\;--/../",
    "0123456789" * 3,
    "a\u0301" * 20,
)


def text(chance: Random) -> str:
    pieces = [CANARY]
    for _ in range(chance.randrange(6)):
        kind = chance.choice(_LETTERS)
        pieces.append("".join(chance.choice(kind) for _ in range(chance.randrange(1, 40))))
    if chance.random() < 0.01:
        pieces.append("ë" * chance.choice((4_000, 70_000)))
    chance.shuffle(pieces)
    return "".join(pieces)


def value(chance: Random, deep: int = 0) -> Any:
    """Any JSON, sometimes nested far too deep."""
    kind = chance.randrange(9)
    if kind == 0 and deep < 5:
        return {text(chance)[:40]: value(chance, deep + 1) for _ in range(chance.randrange(4))}
    if kind == 1 and deep < 5:
        return [value(chance, deep + 1) for _ in range(chance.randrange(4))]
    return chance.choice((None, True, -1, 0, 2**63, 2**200, 1e308, "", text(chance)))


def octets(chance: Random) -> bytes:
    return CANARY.encode() + chance.randbytes(chance.randrange(300))


@dataclass(frozen=True)
class Doors:
    """One method for each door; gives what httpx sends."""

    twilio_url: str
    account: str
    auth_token: str
    telegram_secret: str

    def telegram(self, chance: Random) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": chance.randrange(1, 10**6),
            "date": chance.choice((1_700_000_000, -1, 2**70, "x")),
            "chat": {"id": chance.randrange(5_000_000, 5_000_050), "type": chance.choice(("private", "group", "x"))},
            "from": {"id": chance.randrange(5_000_000, 5_000_050), "is_bot": False, "first_name": CANARY},
            "text": text(chance),
        }
        for _ in range(chance.randrange(3)):
            message[chance.choice((*message, "photo", "location", "contact", "sticker", "document"))] = value(chance)
        kind = chance.choice(("message", "edited_message", "callback_query", "poll", "my_chat_member"))
        update = {"update_id": chance.randrange(10**9), kind: message if chance.random() < 0.9 else value(chance)}
        body = json.dumps(update).encode() if chance.random() < 0.9 else _broken(chance, update)
        headers = {"x-telegram-bot-api-secret-token": self.telegram_secret, "content-type": "application/json"}
        return {"method": "POST", "url": "/hooks/telegram/drenas", "content": body, "headers": headers}

    def twilio(self, chance: Random) -> dict[str, Any]:
        form = {
            "MessageSid": chance.choice((f"SM{chance.getrandbits(128):032x}", _plain(chance))),
            "AccountSid": self.account,
            "From": chance.choice(("+38344999111", _plain(chance), "whatsapp:+38344999112")),
            "To": "+12025550100",
            "Body": _plain(chance),
            "NumMedia": chance.choice(("0", "1", "-5", "x", "99999")),
        }
        for name in list(form):
            if chance.random() < 0.05:
                del form[name]
        signature = RequestValidator(self.auth_token).compute_signature(self.twilio_url, form)
        if chance.random() < 0.1:
            signature = _header(chance)
        headers = {"x-twilio-signature": signature}
        return {"method": "POST", "url": "/hooks/twilio/drenas", "data": form, "headers": headers}

    def chat(self, chance: Random) -> dict[str, Any]:
        form = {"nonce": f"{chance.getrandbits(128):032x}", "text": _plain(chance)}
        for _ in range(chance.randrange(3)):
            form[chance.choice(("pressed", "language", "latitude", "longitude", "nonce"))] = _plain(chance)
        request: dict[str, Any] = {"method": "POST", "url": "/chat/drenas", "data": form}
        if chance.random() < 0.05:
            name = chance.choice(("photo", "other"))
            request["files"] = {name: (CANARY + ".jpg", octets(chance), chance.choice(("image/jpeg", "x/y")))}
        elif chance.random() < 0.1:
            kind = chance.choice(
                ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "multipart/x")
            )
            return {
                "method": "POST",
                "url": "/chat/drenas",
                "content": octets(chance),
                "headers": {"content-type": kind},
            }
        if chance.random() < 0.3:
            request["headers"] = {"accept": "application/json", "x-after": _header(chance)}
        return request

    def office(self, chance: Random) -> dict[str, Any]:
        token = "".join(chance.choice("abcXYZ012-_.~%") for _ in range(chance.randrange(1, 120))).replace("%", "%41")
        path = f"/r/{token}" + chance.choice(("", "/answers", "/codes", "/opening"))
        form = {"answer": _plain(chance), "note": _plain(chance), "code": _plain(chance)}
        return {"method": chance.choice(("GET", "POST")), "url": path, "data": form}

    def open311(self, chance: Random) -> dict[str, Any]:
        path = "/open311/v2/drenas/" + chance.choice(
            ("requests.json", "requests.xml", "services.json", "tokens/x.json")
        )
        form = {name: _plain(chance) for name in ("service_code", "description", "lat", "long", "api_key", "media_url")}
        method = chance.choice(("GET", "POST"))
        form = form if method == "POST" else {name: said[:300] for name, said in form.items()}
        return {"method": method, "url": path, ("params" if method == "GET" else "data"): form}

    def anywhere(self, chance: Random) -> dict[str, Any]:
        path = chance.choice(
            ("/", "/console", "/console/drenas", "/hooks/webhook/drenas", "/chat", "/hsds/v3/drenas/services")
        )
        method = chance.choice(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"))
        return {
            "method": method,
            "url": path,
            "content": octets(chance),
            "headers": {"cookie": "chat=" + _header(chance)},
        }


def _plain(chance: Random) -> str:
    """What a form can carry: halves of letters become question marks."""
    return text(chance).encode("utf-8", "replace").decode()


def _header(chance: Random) -> str:
    return "".join(chr(chance.randrange(33, 127)) for _ in range(chance.randrange(1, 60)))


def _broken(chance: Random, update: Any) -> bytes:
    whole = json.dumps(update).encode()
    return chance.choice((whole[: len(whole) // 2], octets(chance), b"[" * 100_000, whole + whole, b""))
