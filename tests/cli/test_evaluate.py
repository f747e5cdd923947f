"""`reportbot triage evaluate`: the table, the picture, and what it says to a file that cannot be used."""

import xml.etree.ElementTree as ET
from io import StringIO
from pathlib import Path

import pytest

from reportbot.commands.evaluating import evaluate
from reportbot.core.errors import BadSetup

SENTENCES = """lang\ttext\tcategory\turgency
sq\tka nje puset pa kapak te shkolla\tmanhole\turgent
sq\tzjarr ne shtepi, ka njerez brenda\tother_emergency\temergency
sr\tpas lutalica me je ujeo\tstray_dogs\turgent
en\thello\tother\tinformation
"""


def a_file(folder: Path, text: str = SENTENCES) -> Path:
    file = folder / "sentences.tsv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_table_says_how_good_triage_is_by_language(tmp_path: Path) -> None:
    out = StringIO()
    assert evaluate("drenas", a_file(tmp_path), out, rules_only=True) == 0
    said = out.getvalue()
    rows = {
        line.split()[0]: line.split() for line in said.splitlines() if line[:3].strip() in ("sq", "sr", "en", "all")
    }
    assert [rows[name][1] for name in ("sq", "sr", "en", "all")] == ["2", "1", "1", "4"]
    assert rows["all"][2:4] == ["1.000", "1/1"]
    assert "Meant, how many, right, and what else was said:" in said
    assert "How sure, how often right" in said


def test_the_picture_is_drawn_from_what_the_table_says(tmp_path: Path) -> None:
    picture, out = tmp_path / "reliability.svg", StringIO()
    evaluate("drenas", a_file(tmp_path), out, rules_only=True, picture=picture)
    drawn = ET.fromstring(picture.read_text(encoding="utf-8"))
    counts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text") if each.get("font-size") == "10"]
    assert sum(int(count or "") for count in counts) == 4
    assert "http://" not in picture.read_text().replace("http://www.w3.org/2000/svg", "")


def test_the_words_of_the_sentences_are_not_repeated(tmp_path: Path) -> None:
    out = StringIO()
    evaluate("drenas", a_file(tmp_path), out, rules_only=True)
    assert "kapak" not in out.getvalue()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the first line must be"),
        ("text\tcategory\n", "the first line must be"),
        ("lang\ttext\tcategory\turgency\n", "has no sentences"),
        ("lang\ttext\tcategory\turgency\nsq\tx\tmanholes\turgent\n", "there is no category 'manholes'"),
        ("lang\ttext\tcategory\turgency\nsq\tx\tmanhole\tsoon\n", "there is no urgency 'soon'"),
        ("lang\ttext\tcategory\turgency\nsq\tx\n", "wants language, text, category and urgency"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_where(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadSetup, match=complaint) as failure:
        evaluate("drenas", a_file(tmp_path, text), StringIO(), rules_only=True)
    assert failure.value.problems[0].file == "sentences.tsv"


def test_no_file_and_no_such_town_are_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="there is no such file"):
        evaluate("drenas", tmp_path / "nowhere.tsv", StringIO())
    with pytest.raises(BadSetup, match="there is no"):
        evaluate("atlantis", a_file(tmp_path), StringIO())
    rubbish = tmp_path / "rubbish.tsv"
    rubbish.write_bytes(b"\xff\xfe\x00lang\n")
    with pytest.raises(BadSetup, match="cannot be read"):
        evaluate("drenas", rubbish, StringIO())
