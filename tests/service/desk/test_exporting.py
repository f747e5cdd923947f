"""Tables that leave: whoever asks says why in a few words, and no cell can become a formula."""

import io

import pytest
from openpyxl import load_workbook

from reportbot.core.access.reach import Reach
from reportbot.service.desk.exporting import Asking, ReasonRefused, checked_reason
from reportbot.web.sheets.csv import as_csv
from reportbot.web.sheets.xlsx import as_xlsx
from tests.builders import Parts

EVERYTHING = Reach(frozenset(("coordinator",)))
ASKING = Asking("@ana", "csv", "weeks=4", "For the yearly meeting")


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("For the yearly meeting", "For the yearly meeting"),
        ("  For\tthe \n yearly meeting ", "For the yearly meeting"),
        ("Për raportin e vitit 2026", "Për raportin e vitit 2026"),
        ("Case 2026-0042 was asked about", "Case 2026-0042 was asked about"),
        ("Meeting of 22.11.2026, item 4", "Meeting of 22.11.2026, item 4"),
    ],
)
def test_a_reason_is_a_few_words_on_one_line(reason: str, kept: str) -> None:
    assert checked_reason(reason) == kept


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "x",
        "one two",
        "a b c",
        "w" * 300 + " a b",
        "the number is 044123456",
        "the number is 044 123-456",
        "number 2026-0042 044 123 456 now",
        "ask @somebody for it please",
    ],
)
def test_too_little_or_too_much_is_no_reason(reason: str) -> None:
    with pytest.raises(ReasonRefused):
        checked_reason(reason)


async def test_a_formula_of_a_reporter_stays_a_text_in_both_formats(here: Parts) -> None:
    story = '=HYPERLINK("http://evil.example";"press")'

    async def pages() -> object:
        yield [[story, -3, None, here.clock.now()]]

    head = ["a", "b", "c", "d"]
    text = b"".join([piece async for piece in as_csv(head, pages(), "Europe/Belgrade")]).decode("utf-8-sig")  # type: ignore[arg-type]
    assert text.splitlines()[1].startswith('"\'=HYPERLINK(""http://evil.example"";""press"")";-3;;2026-')
    book = b"".join(
        [piece async for piece in as_xlsx("1", head, pages(), "Europe/Belgrade")]  # type: ignore[arg-type]
    )
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert (cells[0].value, cells[0].data_type) == (f"'{story}", "s")
    assert (cells[1].value, cells[1].data_type, cells[3].is_date) == (-3, "n", True)
    assert sheet["A1"].hyperlink is None


async def test_a_long_table_stays_small_in_memory(here: Parts) -> None:
    """One page at a time is asked for: the next one only once the last has left."""
    asked = []

    async def pages() -> object:
        for number in range(50):
            asked.append(number)
            yield [["row", number]] * 10

    written = as_csv(["a", "b"], pages(), "Europe/Belgrade")  # type: ignore[arg-type]
    await anext(written)
    assert asked == []
    await anext(written)
    assert asked == [0]
