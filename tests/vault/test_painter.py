"""Photos are painted by a child process: whatever comes, a clean JPEG or a refusal, and nothing of it stays behind."""

import asyncio
import os
import pickle
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from reportbot.commands.serving import new_event_loop
from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.vault.painter import Painter, PainterBroken
from reportbot.vault.painting import Limits
from reportbot.vault.plain_jpeg import is_plain_jpeg
from tests.vault.crafted import TRACES, M, a_file, a_jpeg_of_many_scans, a_picture, every, segment, with_segments

ROOT = Path(__file__).parents[2]


EACH = 4  # every one of them is painted by `make faults`


@pytest.mark.parametrize("name", list(every())[::EACH])
async def test_what_somebody_sends_becomes_a_clean_picture_or_is_refused(name: str) -> None:
    await assert_clean_or_refused(name)


async def assert_clean_or_refused(name: str) -> None:
    crafted = every()[name]
    try:
        clean = await Painter().repaint(crafted.data)
    except (NotAPhoto, TooLarge) as refusal:
        assert crafted.expected != "clean"
        assert not [trace for trace in (*TRACES, name.encode()) if trace.decode("latin-1") in str(refusal)]
        return
    assert crafted.expected != "refused"
    assert is_plain_jpeg(clean)
    assert [trace for trace in TRACES if trace in clean] == []
    with Image.open(BytesIO(clean)) as picture:
        assert max(picture.size) <= 1600
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_there_are_many_crafted_files_and_most_hold_what_is_looked_for() -> None:
    assert len(every()) >= 200
    assert sum(any(trace in crafted.data for trace in TRACES) for crafted in every().values()) >= 100


async def test_a_photo_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TooLarge, match="takes longer"):
        await Painter(Limits(seconds=0.3)).repaint(a_jpeg_of_many_scans())
    assert children() == []


async def test_a_photo_that_takes_too_much_of_the_processor_is_given_up() -> None:
    with pytest.raises(TooLarge, match="takes longer"):
        await Painter(Limits(processor=1)).repaint(a_jpeg_of_many_scans())
    assert children() == []


async def test_a_photo_that_takes_too_much_memory_is_given_up() -> None:
    photo = a_file("PNG", Image.new("RGB", (6000, 6000)))
    with pytest.raises(TooLarge, match="memory"):
        await Painter(Limits(memory=200 * 2**20)).repaint(photo)
    assert await Painter().repaint(photo)


async def test_limits_are_the_callers() -> None:
    photo = a_file()
    with pytest.raises(TooLarge, match="bytes"):
        await Painter(Limits(bytes=len(photo) - 1)).repaint(photo)
    with pytest.raises(TooLarge, match="pixels"):
        await Painter(Limits(pixels=60 * 40 - 1)).repaint(photo)
    with Image.open(BytesIO(await Painter(Limits(side=30)).repaint(photo))) as picture:
        assert picture.size == (30, 20)


@pytest.mark.parametrize(("number", "refusal"), [(9, TooLarge), (11, NotAPhoto), (6, NotAPhoto)])
async def test_a_child_that_is_killed_or_breaks_is_one_photo_that_is_refused(
    number: int, refusal: type[Exception]
) -> None:
    painter = Painter()
    at_work = asyncio.create_task(painter.repaint(a_jpeg_of_many_scans()))
    os.kill(await at_work_as(), number)
    with pytest.raises(refusal):
        await at_work
    assert await painter.repaint(a_file())


async def test_a_child_that_dies_before_it_is_ready_is_our_trouble_and_no_refusal() -> None:
    with pytest.raises(PainterBroken):
        await Painter(Limits(memory=2**70)).repaint(a_file())


async def test_a_caller_who_goes_away_takes_the_child_along() -> None:
    at_work = asyncio.create_task(Painter().repaint(a_jpeg_of_many_scans()))
    await at_work_as()
    at_work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await at_work
    assert children() == []


def test_it_works_on_the_event_loop_of_the_server_too() -> None:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        assert is_plain_jpeg(runner.run(Painter().repaint(a_file("PNG", a_picture(size=(2000, 2000))))))
        with pytest.raises(TooLarge, match="takes longer"):
            runner.run(Painter(Limits(seconds=0.3)).repaint(a_jpeg_of_many_scans()))
        with pytest.raises(NotAPhoto):
            runner.run(Painter().repaint(bytes(2_000_000)))


async def test_many_photos_at_once_are_painted_two_by_two_and_never_mixed_up() -> None:
    shades = range(0, 250, 25)
    painter, most = Painter(), 0
    photos = [a_file("PNG", Image.new("RGB", (300, 300), (shade, 0, 0))) for shade in shades]
    at_work = asyncio.gather(*map(painter.repaint, photos))
    while not at_work.done():
        most = max(most, len(children()))
        await asyncio.sleep(0.005)
    assert most == 2
    for shade, clean in zip(shades, await at_work, strict=True):
        with Image.open(BytesIO(clean)) as picture:
            seen = picture.convert("RGB").getpixel((150, 150))
        assert isinstance(seen, tuple)
        assert abs(seen[0] - shade) < 8


async def test_the_child_knows_nothing_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTBOT_DRENAS_TELEGRAM_TOKEN", "secret")
    patient = Limits(seconds=300, processor=300)
    at_work = asyncio.create_task(Painter(patient).repaint(a_jpeg_of_many_scans()))
    child = await at_work_as()
    os.kill(child, signal.SIGSTOP)  # else it may be done before we have looked
    home, limits = Path(f"/proc/{child}"), limits_of(child)
    environment, folder = (home / "environ").read_bytes(), (home / "cwd").readlink()
    files = {each.name for each in (home / "fd").iterdir()}
    at_work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await at_work
    assert environment.startswith(b"PYTHONPATH=")
    assert environment.count(b"=") == 1
    assert (str(folder), files) == ("/", {"0", "1", "2"})
    assert [limits[f"Max {what}"] for what in ("open files", "file size", "processes")] == ["0"] * 3
    assert limits["Max core file size"] == "1"


@pytest.mark.parametrize("deed", ["open('/etc/passwd')", "open('/tmp/leak', 'w')", "__import__('socket').socket()"])
def test_the_child_can_open_nothing(deed: str) -> None:
    script = f"""
import socket
from reportbot.vault.paint_one import give_up_everything
from reportbot.vault.painting import Limits
give_up_everything(Limits())
try:
    {deed}
except OSError as error:
    print(error.errno)
"""
    assert python(script) == b"24\n"  # EMFILE


def test_the_child_has_loaded_everything_that_decoding_needs(tmp_path: Path) -> None:
    (tmp_path / "crafted").write_bytes(pickle.dumps([crafted.data for crafted in every().values()]))
    script = f"""
import pickle, sys
from pathlib import Path
from reportbot.vault import paint_one
photos = pickle.loads(Path("{tmp_path}/crafted").read_bytes())
before = set(sys.modules)
for photo in photos:
    paint_one.judge(photo, paint_one.Limits())
print(sorted(set(sys.modules) - before))
"""
    assert python(script) == b"[]\n"


def test_the_service_never_loads_a_decoder() -> None:
    decoders = "{'PIL', 'pi_heif', 'reportbot.vault.photos'}"
    assert python(f"import sys, reportbot.commands.serving; print(sorted({decoders} & set(sys.modules)))") == b"[]\n"


async def test_large_photos_leave_no_memory_behind() -> None:
    painter = Painter()
    photo = with_segments(*[segment(0xE5, bytes(65000))] * 280)  # 18 MB, nearly all of it not picture
    await painter.repaint(photo)
    before = memory()
    for _ in range(3):
        await painter.repaint(bytes(bytearray(photo)))
    assert memory() - before < 8 * 2**20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        a_file("PNG"),
        a_file()[:-1],
        a_file()[:-2],
        a_file() + b"\x00",
        a_file() + a_file(),
        a_file(comment=M),
        with_segments(segment(0xE1, b"Exif\x00\x00")),
        a_file(progressive=True),
        a_file(picture=a_picture("CMYK")),
        with_segments(segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01abc")),
        with_segments(segment(0xE0, b"JFXX\x00" + bytes(9))),
        a_file().replace(b"\xff\xda", b"\xff\xda\xff", 1),
    ],
)
def test_a_child_that_lies_is_not_believed(data: bytes) -> None:
    assert not is_plain_jpeg(data)


def test_a_plain_jpeg_is_one() -> None:
    assert is_plain_jpeg(a_file())
    assert is_plain_jpeg(a_file(picture=a_picture("L", (1, 1))))


def python(script: str) -> bytes:
    """What it prints, in a process of its own."""
    environment = {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, check=True).stdout


async def at_work_as() -> int:
    """The number of the child, once it has the photo in hand."""
    while True:
        for child in children():
            with suppress(OSError, KeyError):  # gone meanwhile
                if limits_of(child)["Max processes"] == "0":
                    return child
        await asyncio.sleep(0.01)


def limits_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


def children() -> list[int]:
    """The processes that paint for this one, by their number."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                words = (each / "stat").read_text().rpartition(")")[2].split()
                if int(words[1]) == os.getpid() and b"paint_one" in (each / "cmdline").read_bytes():
                    found.append(int(each.name))
            except OSError:  # gone meanwhile
                continue
    return found


def memory() -> int:
    """Bytes that this process has in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
