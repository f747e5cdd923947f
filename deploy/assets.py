"""Fetches what the pages use of other people's JavaScript: from npm, by its hash, into web/static/vendor.

    python deploy/assets.py            what deploy/assets.toml names; fails where it cannot be had
    python deploy/assets.py --gently   the same, but without npm or the network it says so and goes on: every page works
                                       without these files

Nothing of a package is ever run. An archive with another hash than the one written down is refused.
"""

import base64
import hashlib
import hmac
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "assets.toml"
TARGET = HERE.parent / "src" / "reportbot" / "web" / "static" / "vendor"
LARGEST = 4 * 1024 * 1024  # bytes of one file
SECONDS = 120


class CannotBeHad(Exception):
    """Says why in one sentence."""


def main(arguments: list[str]) -> int:
    gently = arguments == ["--gently"]
    if arguments and not gently:
        sys.stderr.write("usage: assets.py [--gently]\n")
        return 2
    try:
        fetched = fetch(LOCK, TARGET)
    except CannotBeHad as reason:
        sys.stderr.write(f"assets: {reason}\n")
        if gently:
            sys.stderr.write("assets: the pages work without them; `make assets` tries again\n")
        return 0 if gently else 1
    if fetched:
        sys.stdout.write(f"assets: {', '.join(fetched)}\n")
    return 0


def fetch(lock: Path, target: Path) -> list[str]:
    """Puts everything that `lock` names below `target`; what is there already, is left. The names of what was fetched.

    Raises CannotBeHad.
    """
    mark, wanted = target / "assets.toml", lock.read_bytes()
    if mark.is_file() and mark.read_bytes() == wanted:
        return []
    packages = tomllib.loads(wanted.decode())["package"]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".vendor-") as place:
        made = Path(place) / "vendor"
        for package in packages:
            unpack(package, _archive(package, Path(place)), made)
        (made / "assets.toml").write_bytes(wanted)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    return [f"{package['name']} {package['version']} ({package['licence']})" for package in packages]


def unpack(package: dict[str, Any], archive: Path, target: Path) -> None:
    """The named files alone, without "dist/" in their place. Raises CannotBeHad for another hash, or no such file."""
    check(package["integrity"], archive)
    with tarfile.open(archive, "r:gz") as packed:
        for name in package["files"]:
            try:
                member = packed.getmember(f"package/{name}")
            except KeyError:
                raise CannotBeHad(f"{package['name']} has no file {name}") from None
            content = packed.extractfile(member) if member.isfile() and member.size <= LARGEST else None
            if content is None:
                raise CannotBeHad(f"{name} of {package['name']} is no ordinary file")
            to = target / package["folder"] / name.removeprefix("dist/")
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(content.read())


def check(integrity: str, archive: Path) -> None:
    """`integrity` as npm writes it: sha512-BASE64. Raises CannotBeHad."""
    kind, _, digest = integrity.partition("-")
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if kind != "sha512" or not hmac.compare_digest(found, digest):
        raise CannotBeHad(f"{archive.name} is not what was written down: its hash is sha512-{found}")


def _archive(package: dict[str, Any], place: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBeHad("npm is not installed (on Debian: apt-get install npm)")
    spec = f"{package['name']}@{package['version']}"
    command = [npm, "pack", spec, "--silent", "--ignore-scripts", "--pack-destination", str(place)]
    try:
        done = subprocess.run(  # noqa: S603  # no shell; names and versions come from our own assets.toml
            command, cwd=place, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBeHad(f"npm did not answer for {spec} ({type(error).__name__})") from None
    lines = done.stdout.split()
    if done.returncode != 0 or not lines or not (place / lines[-1]).is_file():
        raise CannotBeHad(f"npm could not fetch {spec}")
    return place / lines[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
