"""Words are put back into the form of a page, as rows of HTML."""

import pytest
from bs4 import BeautifulSoup

from reportbot.web.refilling import on_top, refill
from tests.markup import markup

PAGE = """<!doctype html><html><body><main id="main">
<form action="/other" method="post"><textarea name="text">mine</textarea></form>
<details><summary>more</summary><details class="inner"><summary>even more</summary>
<form method="post" action="/here/notes?a=1"><input type="hidden" name="form_token" value="new">
<input type="hidden" name="to" value="1">
<textarea id="a" name="text" rows="2">
old &amp; worn</textarea><input name="title" value="x" maxlength="9">
<input type="radio" name="kind" value="a" checked><input type="radio" name="kind" value="b">
<input type="checkbox" name="boxes" value="1" checked><input type="checkbox" name="boxes" value="2">
<input type="password" name="password">
<select name="office"><option value="">none</option><option value="qps" selected>QPS</option>
<option value="police">Police</option></select>
<button name="do" value="save">Save</button></form></details></details>
<form method="post" action="/here/notes"><input type="hidden" name="to" value="2">
<textarea name="text"></textarea></form>
</main></body></html>"""
FIELDS = {
    "text": ["</textarea><script>alert(1)</script> ë"],
    "title": ['"><i>'],
    "kind": ["b"],
    "boxes": ["2"],
    "office": ["police"],
    "password": ["secret"],
    "form_token": ["old"],
    "do": ["other"],
}


def filled(fields: dict[str, list[str]], action: str = "/here/notes") -> BeautifulSoup:
    page = refill(PAGE, "/here", action, fields, "<p role='status'>kept</p>")
    assert page is not None
    return markup(page)


def test_every_kind_of_field_gets_its_value_back_and_stays_text() -> None:
    page = filled(FIELDS | {"to": ["1"]})
    form = page.select("form")[1]
    assert form.select_one("textarea").get_text() == "\n" + FIELDS["text"][0]  # type: ignore[union-attr]
    assert form.select_one("[name=title]")["value"] == '"><i>'  # type: ignore[index]
    assert [each["value"] for each in form.select("[checked]")] == ["b", "2"]
    assert [each["value"] for each in form.select("[selected]")] == ["police"]
    assert not page.select("script") and not page.select("i")
    assert form.select_one("[name=title]")["maxlength"] == "9"  # type: ignore[index]
    assert form.select_one("p[role=status]") is not None


def test_what_is_secret_hidden_or_a_button_stays_as_the_page_has_it() -> None:
    form = filled(FIELDS | {"to": ["1"]}).select("form")[1]
    assert form.select_one("[name=form_token]")["value"] == "new"  # type: ignore[index]
    assert "value" not in form.select_one("[name=password]").attrs  # type: ignore[union-attr]
    assert form.select_one("button")["value"] == "save"  # type: ignore[index]


def test_what_hides_the_form_is_opened_and_other_forms_are_left_alone() -> None:
    page = filled({"text": ["words"], "to": ["1"]})
    assert all("open" in each.attrs for each in page.select("details"))
    assert page.select("form")[0].select_one("textarea").get_text() == "mine"  # type: ignore[union-attr]
    assert page.select("form")[2].select_one("textarea").get_text() == ""  # type: ignore[union-attr]


def test_of_two_forms_to_one_address_the_one_with_the_same_hidden_fields_is_filled() -> None:
    page = filled({"text": ["words"], "to": ["2"]})
    assert page.select("form")[2].select_one("textarea").get_text().strip() == "words"  # type: ignore[union-attr]
    assert page.select("form")[1].select_one("textarea").get_text().strip() == "old & worn"  # type: ignore[union-attr]


def test_a_form_without_an_action_is_of_its_page() -> None:
    page = refill(
        '<main><form method="post"><input name="words"></form></main>', "/search", "/search", {"words": ["a"]}, ""
    )
    assert page == '<main><form method="post"><input name="words" value="a"></form></main>'


@pytest.mark.parametrize(("action", "fields"), [("/gone", {"text": ["a"]}), ("/here/notes", {"unknown": ["a"]})])
def test_without_such_a_form_there_is_nothing_to_fill(action: str, fields: dict[str, list[str]]) -> None:
    assert refill(PAGE, "/here", action, fields, "") is None


def test_a_note_goes_on_top_of_the_main_part() -> None:
    assert on_top('<body><main id="m">x</main>', "<p>n</p>") == '<body><main id="m"><p>n</p>x</main>'


def test_nothing_else_of_the_page_changes() -> None:
    page = refill(PAGE, "/here", "/here/notes", {"text": ["words"], "to": ["2"]}, "")
    assert page == PAGE.replace('name="text"></textarea>', 'name="text">\nwords</textarea>')
