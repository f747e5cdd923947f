"""`make assets`: other people's JavaScript comes by its hash or not at all."""

import base64
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "deploy" / "assets.py"


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("assets", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


assets = _script()


def an_archive(folder: Path, **files: bytes) -> tuple[Path, dict[str, Any]]:
    """As npm packs it, and what the lock says of it."""
    file = folder / "thing-1.0.0.tgz"
    with tarfile.open(file, "w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name.replace('__', '/')}")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    lock = {"name": "thing", "version": "1.0.0", "integrity": f"sha512-{digest}", "folder": "thing", "files": []}
    return file, lock


def test_the_named_files_alone_are_unpacked(tmp_path: Path) -> None:
    archive, lock = an_archive(tmp_path, LICENSE=b"free", dist__thing=b"code", other=b"never")
    assets.unpack(lock | {"files": ["LICENSE", "dist/thing"]}, archive, tmp_path / "vendor")
    found = {path.name: path.read_bytes() for path in (tmp_path / "vendor" / "thing").iterdir()}
    assert found == {"LICENSE": b"free", "thing": b"code"}


def test_one_byte_that_differs_is_refused(tmp_path: Path) -> None:
    archive, lock = an_archive(tmp_path, dist__thing=b"code")
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(assets.CannotBeHad, match="not what was written down"):
        assets.unpack(lock | {"files": ["dist/thing"]}, archive, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


@pytest.mark.parametrize("integrity", ["", "sha512-", "sha1-abc", "md5"])
def test_a_lock_without_a_good_hash_lets_nothing_in(tmp_path: Path, integrity: str) -> None:
    archive, lock = an_archive(tmp_path, dist__thing=b"code")
    with pytest.raises(assets.CannotBeHad):
        assets.unpack(lock | {"integrity": integrity, "files": ["dist/thing"]}, archive, tmp_path / "vendor")


def test_a_file_that_is_not_in_it_is_told(tmp_path: Path) -> None:
    archive, lock = an_archive(tmp_path, dist__thing=b"code")
    with pytest.raises(assets.CannotBeHad, match=r"no file dist/none\.js"):
        assets.unpack(lock | {"files": ["dist/none.js"]}, archive, tmp_path / "vendor")


def test_every_package_has_an_exact_version_a_sha512_and_a_licence_that_comes_with_it() -> None:
    for package in tomllib.loads((ROOT / "deploy" / "assets.toml").read_text())["package"]:
        assert package["version"].replace(".", "").isdigit()
        assert len(base64.b64decode(package["integrity"].removeprefix("sha512-"), validate=True)) == 64
        assert package["licence"] in ("0BSD", "BSD-2-Clause", "MIT", "ISC") and "LICENSE" in package["files"]


@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["--gently"], 0), (["--other"], 2)])
def test_without_npm_the_pages_do_without_them(tmp_path: Path, arguments: list[str], code: int) -> None:
    """A copy of the script, with a lock that was never fetched and a PATH that leads nowhere."""
    (tmp_path / "deploy").mkdir()
    for name in ("assets.py", "assets.toml"):
        shutil.copy(SCRIPT.with_name(name), tmp_path / "deploy" / name)
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "deploy" / "assets.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": str(tmp_path)},
    )
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr and ("npm is not installed" in ended.stderr or code == 2)
    assert not (tmp_path / "src" / "reportbot" / "web" / "static" / "vendor").exists()


def test_what_was_fetched_is_what_is_named_here() -> None:
    vendor = assets.TARGET
    if not (vendor / "assets.toml").is_file():
        pytest.skip("the assets are not there: make assets")
    assert (vendor / "assets.toml").read_bytes() == assets.LOCK.read_bytes()
    named = {
        f"{package['folder']}/{name.removeprefix('dist/')}"
        for package in tomllib.loads(assets.LOCK.read_text())["package"]
        for name in package["files"]
    }
    assert {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} == named | {"assets.toml"}
