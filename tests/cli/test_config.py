"""Settings: from the environment, from a file, all problems at once, and never a secret in what is printed."""

from pathlib import Path

import pytest

from reportbot.config import Settings, known_settings, read
from reportbot.core.errors import BadSetup

README = Path(__file__).parents[2] / "README.md"


def problems_of(environment: dict[str, str], file: Path | None = None) -> str:
    with pytest.raises(BadSetup) as refused:
        read(environment, file)
    return str(refused.value)


def test_without_any_setting_the_defaults_hold() -> None:
    assert read({"HOME": "/root"}) == Settings()


def test_a_setting_comes_from_the_environment_or_from_the_file_it_names(tmp_path: Path) -> None:
    secret = tmp_path / "smtp"
    secret.write_text("smtps://mail.example\n")
    settings = read({"REPORTBOT_LISTEN": "0.0.0.0:80", "REPORTBOT_SMTP_URL_FILE": str(secret)})
    assert (settings.host, settings.port, settings.smtp_url) == ("0.0.0.0", 80, "smtps://mail.example")


def test_the_environment_wins_over_the_config_file(tmp_path: Path) -> None:
    file = tmp_path / "reportbot.toml"
    file.write_text('listen = "127.0.0.1:1"\nmail_from = "line@town.example"\n')
    settings = read({"REPORTBOT_LISTEN": "127.0.0.1:2"}, file)
    assert (settings.port, settings.mail_from) == (2, "line@town.example")


def test_each_municipality_has_accounts_of_its_own() -> None:
    settings = read({"REPORTBOT_DRENAS_TELEGRAM_TOKEN": "1:a", "REPORTBOT_KAMEZ_TELEGRAM_TOKEN": "2:b"})
    assert {key: town.telegram_token for key, town in settings.towns.items()} == {"drenas": "1:a", "kamez": "2:b"}


def test_every_problem_is_told_at_once() -> None:
    said = problems_of(
        {
            "REPORTBOT_LISTEN": "nowhere",
            "REPORTBOT_PUBLIC_URL": "ftp://town",
            "REPORTBOT_LOG_LEVEL": "LOUD",
            "REPORTBOT_COLOUR": "red",
            "REPORTBOT_KEYS_FILE": "/does/not/exist",
            "REPORTBOT_DRENAS_TWILIO_NUMBER": "+1",
        }
    )
    for name in ("LISTEN", "PUBLIC_URL", "LOG_LEVEL", "COLOUR", "KEYS_FILE", "DRENAS_TWILIO"):
        assert f"REPORTBOT_{name}" in said
    assert "README" in said, "an unknown setting says where the known ones are"


@pytest.mark.parametrize("content", ["not toml =", "\x00", "a" * 100_000], ids=["broken", "nul", "huge"])
def test_a_rubbish_config_file_is_one_clear_problem(tmp_path: Path, content: str) -> None:
    file = tmp_path / "reportbot.toml"
    file.write_text(content)
    assert "cannot be read" in problems_of({}, file)


@pytest.mark.parametrize("listen", ["", ":", "host", "host:", ":80", "h:99999", "h:-1", "h:٣"], ids=range(8))
def test_a_listen_address_that_is_none_is_refused(listen: str) -> None:
    assert "REPORTBOT_LISTEN" in problems_of({"REPORTBOT_LISTEN": listen})


@pytest.mark.parametrize(
    "mail",
    [
        *("town", "a@", "@b.example", "a@b.example c@d.example", "a@b.example; c@d.example", "ë@b.example", "\x00"),
        *("a@b.example,c@d.example,e@f.gh", "a@b.example, x", "Ana <a@b.example>", "a@b..example"),
        "a@b.example\r\nBcc: c@d.example",
    ],
)
def test_outside_addresses_of_the_audit_log_are_one_or_two_or_refused(mail: str) -> None:
    said = problems_of({"REPORTBOT_AUDIT_MAIL": mail, "REPORTBOT_SMTP_URL": "smtps://mail.example"})
    assert said.count("REPORTBOT_AUDIT_MAIL: must be one or two mail addresses") == 1
    assert mail not in said


def test_two_outside_addresses_are_taken_and_need_a_mail_server() -> None:
    outside = {"REPORTBOT_AUDIT_MAIL": " a@b.example , c@d.example,"}
    settings = read(outside | {"REPORTBOT_SMTP_URL": "smtps://mail.example"})
    assert settings.audit_addresses == ("a@b.example", "c@d.example")
    assert "REPORTBOT_AUDIT_MAIL: needs REPORTBOT_SMTP_URL" in problems_of(outside)


def test_no_secret_shows_when_settings_are_printed() -> None:
    secret = "s3cret"
    settings = read(
        {
            "REPORTBOT_SMTP_URL": f"smtps://u:{secret}@mail.example",
            "REPORTBOT_TELEGRAM_WEBHOOK_SECRET": secret,
            "REPORTBOT_METRICS_TOKEN": secret,
            "REPORTBOT_DRENAS_TELEGRAM_TOKEN": secret,
        }
    )
    assert secret not in repr(settings)


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = README.read_text().partition("## Settings")[2].partition("\n## ")[0]
    named = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `REPORTBOT_")}
    assert {name for name in named if "<NAME>" not in name} == set(known_settings())
    for name, help_text in known_settings().items():
        (row,) = [line for line in table.splitlines() if line.startswith(f"| `{name}`")]
        assert help_text in row, f"{name}: the README says something else than config.py"
    assert {name for name in named if "<NAME>" in name} == {
        f"REPORTBOT_<NAME>_{name}"
        for name in ("TELEGRAM_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
    }


@pytest.mark.parametrize(
    "tiles",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}.png; script-src *",
        "https:///{z}/{x}/{y}",
    ],
)
def test_a_tile_server_is_one_host_over_https(tiles: str) -> None:
    with pytest.raises(BadSetup, match="REPORTBOT_MAP_TILES"):
        read({"REPORTBOT_MAP_TILES": tiles})
    assert read({"REPORTBOT_MAP_TILES": "https://tiles.example:8443/a/{z}/{x}/{y}@2x.png?k=1"}).map_tiles
