"""Every setting, read once, from REPORTBOT_… in the environment, from the file named by REPORTBOT_…_FILE, or from
`--config FILE`. All problems are told at once. A setting that nobody knows is a problem: it is a typing error.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.mail.addresses import is_base
from reportbot.core.peers import pairs_in

PREFIX = "REPORTBOT_"
LARGEST_FILE = 64 * 1024  # bytes of a secret or a config file
_TOWN = re.compile(
    r"^REPORTBOT_([A-Z][A-Z0-9_]*?)_"
    r"(TELEGRAM_TOKEN|TWILIO_ACCOUNT_SID|TWILIO_AUTH_TOKEN|TWILIO_NUMBER|OPEN311_KEYS|OPEN311_SEND_KEYS)$"
)

_TILES = re.compile(
    r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/(?=[^\s]*\{z\})(?=[^\s]*\{x\})(?=[^\s]*\{y\})"
    r"(?:[A-Za-z0-9._~/?=&%@+-]|\{[zxy]\})+"
)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


def _help(text: str, default: str = "") -> str:
    return field(default=default, metadata={"help": text})


def _secret(text: str) -> str:
    return field(default="", repr=False, metadata={"help": text, "secret": True})


@dataclass(frozen=True, slots=True)
class TownSecrets:
    """The accounts of one municipality. What is empty is not used."""

    telegram_token: str = field(default="", repr=False)
    twilio_account_sid: str = field(default="", repr=False)
    twilio_auth_token: str = field(default="", repr=False)
    twilio_number: str = field(default="", repr=False)
    open311_keys: str = field(default="", repr=False)
    open311_send_keys: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """One field per setting; its name in capitals after REPORTBOT_ is the variable."""

    listen: str = _help("Address and port of the web server.", "127.0.0.1:8000")
    public_url: str = _help("The address at which people and offices reach us.", "http://127.0.0.1:8000")
    database_url: str = _help("`sqlite:///path` or `postgresql://user@host/name`.", "sqlite:///reportbot.db")
    keys: str = _help("Folder with the keys, outside the database and its backups.", "keys")
    keys_text: str = _secret("The keys as `reportbot keys paper` prints them, in place of the folder.")
    municipalities: str = _help("Folder with the municipality files; empty: those that are shipped.")
    letters: str = _help("Folder with the templates of letters (*.typ); empty: those that are shipped.")
    smtp_url: str = _secret(
        "Where mail is handed in: `smtp+starttls://user:password@host:587`, `smtps://…`; empty: no mail leaves."
    )
    mail_from: str = _help("Sender of our mails. Answers must not land at an operator.", "reportbot@localhost")
    mail_ca: str = _help("File with the certificates to check mail servers by; empty: those of this machine.")
    mail_replies: str = _help(
        "Where answers to our mails arrive, `answers@town.example`; its server must keep `answers+…` together. Empty: "
        "no answers by mail."
    )
    mail_inbox: str = _secret("Mailbox that is asked every minute: `imaps://user:password@host/INBOX`; empty: none is.")
    audit_mail: str = _help("`a@x, b@y`: up to two addresses outside get the head of the audit log, once a day.")
    telegram_api_url: str = _help("Bot API server; your own if you run one.", "https://api.telegram.org")
    telegram_webhook_secret: str = _secret("If set, Telegram posts to /hooks/telegram/…; empty: we ask Telegram.")
    twilio_api_url: str = _help("Twilio's API.", "https://api.twilio.com")
    twilio_copies: str = _help(
        "`redact`: Twilio keeps numbers and times, no words. `delete`: it keeps nothing.", "redact"
    )
    map_tiles: str = _help(
        "Map pictures for the case page, `https://tiles.town.example/{z}/{x}/{y}.png`; empty: none. That server learns "
        "the places that staff look at."
    )
    metrics_token: str = _secret("Bearer token for /metrics from other machines; empty: this machine only.")
    model: str = _help(
        "`on`: where the extra `ml` is installed, a model reads along. `off`: the rules decide alone.", "on"
    )
    codes_ready: str = _help("Receipt codes that lie ready in memory; each took 20 ms to prepare.", "256")
    answers_per_second: str = _help(
        "Ordinary answers of one town on one channel; above that they wait. Telegram takes about 30 of a bot.", "25"
    )
    backup_folder: str = _help("Folder for a backup every night, on another disk; empty: none is made by itself.")
    backup_keys_folder: str = _help("Folder for the backups of the keys; empty: the same folder.")
    backup_recipients: str = _help("Public keys (age1…, parted by spaces) of those who may open a backup.")
    backup_keys_recipients: str = _help("Of those who may open the backed up keys; empty: the same.")
    backup_days: str = _help("Days until a backup is removed; those of the keys always go after 7.", "30")
    log_level: str = _help("DEBUG, INFO, WARNING or ERROR.", "INFO")
    towns: Mapping[str, TownSecrets] = field(
        default_factory=dict,
        metadata={
            "help": "Per municipality: `REPORTBOT_<NAME>_TELEGRAM_TOKEN`, `…_TWILIO_ACCOUNT_SID`, "
            "`…_TWILIO_AUTH_TOKEN`, `…_TWILIO_NUMBER`; `…_OPEN311_KEYS`: name=key of each Open311 system that may send "
            "us reports; `…_OPEN311_SEND_KEYS`: name=key that we have with each one that we send to."
        },
    )

    @property
    def audit_addresses(self) -> tuple[str, ...]:
        return tuple(address for each in self.audit_mail.split(",") if (address := each.strip()))

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])


def known_settings() -> dict[str, str]:
    """Variable → help, for the README and `reportbot doctor`."""
    return {PREFIX + each.name.upper(): str(each.metadata["help"]) for each in fields(Settings) if each.name != "towns"}


def read(environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Raises BadSetup with everything that is wrong. What the environment says wins over the file."""
    problems: list[Problem] = []
    given = _from_file(file, problems) if file else {}
    given |= _from_environment(environment, problems)
    names = {PREFIX + each.name.upper(): each.name for each in fields(Settings) if each.name != "towns"}
    plain: dict[str, str] = {}
    towns: dict[str, dict[str, str]] = {}
    for name, value in given.items():
        town = _TOWN.match(name)
        if name in names:
            plain[names[name]] = value
        elif town:
            towns.setdefault(town[1].lower(), {})[town[2].lower()] = value
        else:
            problems.append(Problem(name, 0, "is not a setting of reportbot; see the table in the README"))
    settings = Settings(**plain, towns={key: TownSecrets(**secrets) for key, secrets in towns.items()})
    problems += _wrong(settings)
    if problems:
        raise BadSetup(*problems)
    return settings


def _from_environment(environment: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or name.startswith(f"{PREFIX}TEST_"):
            continue
        if name.endswith("_FILE"):
            try:
                given[name.removesuffix("_FILE")] = _read(Path(value)).strip()
            except (OSError, ValueError):
                problems.append(Problem(name, 0, "the file that it names cannot be read"))
        else:
            given[name] = value.strip()
    return given


def _from_file(file: Path, problems: list[Problem]) -> dict[str, str]:
    """A TOML file with the same names: `listen = "0.0.0.0:8000"`, or the full variable names."""
    try:
        data = tomllib.loads(_read(file))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        problems.append(Problem(str(file), 0, f"cannot be read: {why}"))
        return {}
    return {
        name if name.startswith(PREFIX) else PREFIX + name.upper(): str(value).strip() for name, value in data.items()
    }


def _read(path: Path) -> str:
    data = path.read_bytes()[: LARGEST_FILE + 1]
    if len(data) > LARGEST_FILE:
        raise ValueError("too large")
    return data.decode()


def _wrong(settings: Settings) -> Iterable[Problem]:
    for part in (_wrong_addresses, _wrong_mail, _wrong_backup, _wrong_choices):
        yield from part(settings)
    for key, town in settings.towns.items():
        yield from _wrong_secrets(key, town)


def _wrong_addresses(settings: Settings) -> Iterable[Problem]:
    host, _, port = settings.listen.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        yield Problem("REPORTBOT_LISTEN", 0, "must be host:port, for example 127.0.0.1:8000")
    for name in ("public_url", "telegram_api_url", "twilio_api_url"):
        try:
            parts = urlsplit(getattr(settings, name))
            fine = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            fine = False
        if not fine:
            yield Problem(PREFIX + name.upper(), 0, "must be an address that begins with https:// or http://")
    if settings.map_tiles and not _TILES.fullmatch(settings.map_tiles):
        yield Problem("REPORTBOT_MAP_TILES", 0, "must be https://host/… with {z}, {x} and {y} in it, and no {s}")


def _wrong_mail(settings: Settings) -> Iterable[Problem]:
    if len(settings.audit_addresses) > 2 or not all(map(_ADDRESS.fullmatch, settings.audit_addresses)):
        yield Problem("REPORTBOT_AUDIT_MAIL", 0, "must be one or two mail addresses, with a comma between them")
    if settings.audit_addresses and not settings.smtp_url:
        yield Problem("REPORTBOT_AUDIT_MAIL", 0, "needs REPORTBOT_SMTP_URL, or no mail leaves")
    if settings.mail_replies and not is_base(settings.mail_replies):
        yield Problem("REPORTBOT_MAIL_REPLIES", 0, "must be a mail address with at most 20 letters before its @")
    if settings.mail_inbox and not settings.mail_replies:
        yield Problem("REPORTBOT_MAIL_INBOX", 0, "needs REPORTBOT_MAIL_REPLIES, or nothing in it is for us")


def _wrong_backup(settings: Settings) -> Iterable[Problem]:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", settings.backup_days, re.ASCII):
        yield Problem("REPORTBOT_BACKUP_DAYS", 0, "must be a number of days from 1 to 9999")
    if settings.backup_folder and not settings.backup_recipients:
        yield Problem(
            "REPORTBOT_BACKUP_RECIPIENTS",
            0,
            "must name a public key (age1…) with REPORTBOT_BACKUP_FOLDER; make one on another machine: reportbot backup"
            " --new-identity FILE",
        )


def _wrong_choices(settings: Settings) -> Iterable[Problem]:
    if settings.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        yield Problem("REPORTBOT_LOG_LEVEL", 0, "must be DEBUG, INFO, WARNING or ERROR")
    if settings.twilio_copies not in ("redact", "delete"):
        yield Problem("REPORTBOT_TWILIO_COPIES", 0, "must be redact or delete")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", settings.answers_per_second, re.ASCII):
        yield Problem("REPORTBOT_ANSWERS_PER_SECOND", 0, "must be a number from 1 to 999999")
    if settings.model not in ("on", "off"):
        yield Problem("REPORTBOT_MODEL", 0, "must be on or off")
    if not re.fullmatch(r"[0-9]{1,5}", settings.codes_ready, re.ASCII):
        yield Problem("REPORTBOT_CODES_READY", 0, "must be a number from 0 to 99999")


def _wrong_secrets(key: str, town: TownSecrets) -> Iterable[Problem]:
    some = [town.twilio_account_sid, town.twilio_auth_token, town.twilio_number]
    if any(some) and not all(some):
        yield Problem(f"{PREFIX}{key.upper()}_TWILIO_…", 0, "account SID, auth token and number belong together")
    for name, pairs in (("KEYS", town.open311_keys), ("SEND_KEYS", town.open311_send_keys)):
        try:
            pairs_in(pairs)
        except ValueError:
            words = "must be name=key, a comma between them: names in small letters, keys of 16 letters or more"
            yield Problem(f"{PREFIX}{key.upper()}_OPEN311_{name}", 0, words)
