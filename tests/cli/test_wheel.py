"""An installed reportbot works from any folder: flows, catalogues, word lists and towns travel in the wheel."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No matching distribution" in built.stderr or "Could not find a version" in built.stderr:
        pytest.skip("the package index is not reachable, so hatchling cannot be fetched")
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def run(unpacked: Path, folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REPORTBOT_")}
    return subprocess.run(
        [sys.executable, "-m", "reportbot.cli", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment | {"PYTHONPATH": str(unpacked)},
    )


def test_the_wheel_carries_everything_that_check_looks_at(unpacked: Path, tmp_path: Path) -> None:
    ended = run(unpacked, tmp_path, "check", "--quiet")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert str(ROOT / "src") not in ended.stdout


def test_a_report_can_be_made_with_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    said = "\n".join(["1", "1", "Komoran", "pusetë pa kapak te shkolla", "1"])
    ended = run(unpacked, tmp_path, "chat", "--language", "sq", typed=said)
    assert "Kodi yt: " in ended.stdout, ended.stdout + ended.stderr
