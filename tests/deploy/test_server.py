"""What stands in deploy/ for a server says what is true: its files, its settings, its commands."""

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from reportbot.cli import main
from reportbot.config import read

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
GUIDE = (DEPLOY / "server.md").read_text()


def settings_of(text: str) -> dict[str, str]:
    """Those that are set and those that are only proposed."""
    return dict(re.findall(r"^#?(REPORTBOT_[A-Z0-9_]+)=(.*)$", text, re.MULTILINE))


def test_every_setting_of_the_example_is_one_that_the_service_knows() -> None:
    said = settings_of((DEPLOY / "env.example").read_text()) | settings_of(GUIDE)
    filled = said | {name: value or "filled-in" for name, value in said.items()}
    filled |= {name: "age1" + "q" * 58 for name in said if name.endswith("_RECIPIENTS")}
    filled["REPORTBOT_DRENAS_TWILIO_NUMBER"] = "+38344000000"
    read(filled)


def test_the_image_is_made_of_what_is_there() -> None:
    for source in re.findall(r"^COPY (?!--from|\. )(\S+) ", DOCKERFILE, re.MULTILINE):
        assert (ROOT / source).is_file(), source
    for script in re.findall(r"python3 (deploy/\S+)", DOCKERFILE):
        assert (ROOT / script).is_file(), script
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for needed in (
        *build["force-include"],
        *build["packages"],
        "deploy/requirements.txt",
        "pyproject.toml",
        "README.md",
    ):
        assert needed.partition("/")[0] in let_in, f"the image is built without {needed}"


def test_no_key_no_setting_and_no_database_gets_into_the_image() -> None:
    rows = (ROOT / ".dockerignore").read_text().splitlines()
    assert rows[1] == "*", "all that is not named stays outside"
    assert "deploy/env" in rows


def test_the_image_runs_as_nobody_special() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "\nUSER reportbot\n" in last
    assert last.index("USER reportbot") < last.index('CMD ["reportbot"')
    service = COMPOSE["services"]["reportbot"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_keys_and_what_they_open_never_share_a_volume() -> None:
    volumes = [each.partition(":")[::2] for each in COMPOSE["services"]["reportbot"]["volumes"]]
    where = {path.partition(":")[0]: name for name, path in volumes}
    assert where["/var/lib/reportbot/data"] != where["/var/lib/reportbot/keys"]
    database = re.search(r"REPORTBOT_DATABASE_URL=sqlite:///(\S+)", DOCKERFILE)
    keys = re.search(r"REPORTBOT_KEYS=(\S+)", DOCKERFILE)
    assert database and database[1].startswith("/var/lib/reportbot/data/")
    assert keys and keys[1] == "/var/lib/reportbot/keys"


def test_compose_mounts_what_is_there() -> None:
    for service in COMPOSE["services"].values():
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).exists(), source


def test_the_web_server_keeps_no_log_of_who_comes() -> None:
    lines = [line.strip() for line in (DEPLOY / "Caddyfile").read_text().splitlines()]
    site = lines[lines.index("{$SITE} {") :]
    assert not [line for line in site if line.startswith("log")]


def test_every_command_of_the_guide_can_be_typed(capsys: pytest.CaptureFixture[str]) -> None:
    typed = {
        line.rpartition("reportbot reportbot ")[2] for line in GUIDE.splitlines() if "reportbot reportbot " in line
    }
    typed |= {line.partition("/bin/reportbot ")[2] for line in GUIDE.splitlines() if "/bin/reportbot " in line}
    typed |= {line.partition("reportbot ")[2] for line in GUIDE.splitlines() if line.startswith("reportbot ")}
    typed |= set(re.findall(r"`reportbot ([a-z]+(?: --\w+ [A-Z]+)?)`", GUIDE))
    assert {words.split()[0] for words in typed} >= {"keys", "staff", "doctor", "check"}
    for command in typed:
        words = [word for word in shlex.split(command.rstrip("`.… )")) if word not in ("…",)]
        with pytest.raises(SystemExit) as ended:
            main([*words, "--help"])
        assert ended.value.code == 0, command
    capsys.readouterr()


def test_every_file_that_the_guide_names_is_there() -> None:
    for name in {*re.findall(r"\]\(([^)#]+)\)", GUIDE), *re.findall(r"deploy/[\w.-]+", GUIDE)} - {"deploy/env"}:
        assert (DEPLOY / name).exists() or (ROOT / name).exists(), name


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd is absent")
    for unit in DEPLOY.glob("*.service"):
        text = re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text)
        ended = subprocess.run(
            [verify, "verify", str(tmp_path / unit.name)], capture_output=True, text=True, timeout=60
        )
        assert str(tmp_path) not in ended.stderr, ended.stderr
