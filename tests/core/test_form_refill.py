"""Typed values are put into the right form of a page, and nothing else changes."""

import pytest

from core.form_refill import refilled

NOTICE = "<p>not saved</p>"


def notice(words: list[str]) -> str:
    return NOTICE


def page(inner: str, attributes: str = "") -> str:
    search = '<form method="get"><input name="q" value="1"></form>'
    return f'<html><body>{search}<form method="post"{attributes}>{inner}</form></body></html>'


def put(inner: str, fields, attributes: str = "", action: str = "/p/") -> str | None:
    text = refilled(page(inner, attributes), "/p/", action, fields, notice)
    return text and text.split(NOTICE)[1].split("</form>")[0]


@pytest.mark.parametrize(
    ("inner", "fields", "wanted"),
    [
        ('<input name="a" value="old" class="x">', [("a", "new")], '<input name="a" value="new" class="x">'),
        ('<input name="a">', [("a", '"><b>')], '<input name="a" value="&quot;&gt;&lt;b&gt;">'),
        ('<input type="hidden" name="key" value="2">', [("key", "1")], '<input type="hidden" name="key" value="1">'),
        (
            "<textarea name=a>\nold</textarea>",
            [("a", "</textarea>张")],
            "<textarea name=a>\n&lt;/textarea&gt;张</textarea>",
        ),
        ("<textarea name=a></textarea>", [("a", "\nx")], "<textarea name=a>\n\nx</textarea>"),
        (
            '<input type="checkbox" name="a" required>',
            [("a", "on")],
            '<input type="checkbox" name="a" required checked="">',
        ),
        (
            '<input type="checkbox" name="a" checked><input name="b">',
            [("b", "")],
            '<input type="checkbox" name="a"><input name="b" value="">',
        ),
        (
            '<input type="radio" name="a" value="1" checked><input type="radio" name="a" value="2">',
            [("a", "2")],
            '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked="">',
        ),
        (
            '<select name="a"><option value="1" selected>x</option><option>张 三</option></select>',
            [("a", "张 三")],
            '<select name="a"><option value="1">x</option><option selected="">张 三</option></select>',
        ),
        (
            '<select name="a"><option value="1"></option><option value="2"></option></select>',
            [("a", "1"), ("a", "2")],
            '<select name="a"><option value="1" selected=""></option><option value="2" selected=""></option></select>',
        ),
        (
            '<input name="a" value="1"><input name="a" value="2">',
            [("a", "3"), ("a", "4")],
            '<input name="a" value="3"><input name="a" value="4">',
        ),
        (
            '<input name="a"><button name="a" value="x">x</button>',
            [("a", "y")],
            '<input name="a" value="y"><button name="a" value="x">x</button>',
        ),
    ],
)
def test_each_kind_of_control(inner, fields, wanted):
    assert put(inner, fields) == wanted


@pytest.mark.parametrize(
    "inner",
    [
        '<input type="password" name="p">',
        '<input type="file" name="p">',
        '<input name="csrfmiddlewaretoken" value="new">',
    ],
)
def test_secrets_files_and_tokens_are_left_alone(inner):
    fields = [("p", "x"), ("csrfmiddlewaretoken", "old"), ("opened_by", "x"), ("a", "1")]
    assert put(inner + '<input name="a">', fields) == inner + '<input name="a" value="1">'


def test_other_forms_and_the_rest_of_the_page_stay_as_they_are():
    before = page('<input name="a">').replace("</body>", "<p>1 &lt; 2 &amp; 张<br/>\r\n\u2028</p><!-- c --></body>")
    after = refilled(before, "/p/", "/p/", [("a", "1"), ("q", "9")], notice)
    assert after == before.replace('<input name="a">', f'{NOTICE}<input name="a" value="1">')


def test_of_equal_forms_the_one_with_the_same_hidden_values_is_meant():
    form = '<form method="post" action="/go/"><input type="hidden" name="id" value="{}"><input name="note"></form>'
    text = "".join(form.format(number) for number in range(3))
    after = refilled(text, "/p/", "/go/", [("id", "1"), ("note", "x")], notice)
    assert after.split(NOTICE)[1].startswith('<input type="hidden" name="id" value="1"><input name="note" value="x">')
    assert after.count('value="x"') == 1


def test_a_form_at_another_address_is_not_meant():
    assert put('<input name="a">', [("a", "1")], ' action="/other/"') is None
    assert put('<input name="b">', [("a", "1")]) is None
    assert put('<input name="a">', [("a", "1")], ' action="?x=1"', "/p/?x=1") == '<input name="a" value="1">'
    assert put('<input name="a">', [("a", "1")], ' hx-post="/go/"', "/go/") == '<input name="a" value="1">'


def test_a_control_outside_belongs_to_the_form_that_it_names():
    text = '<form id="f" method="post"></form><table><tr><td><input name="a" form="f"></td></tr></table>'
    assert 'value="1" ' in refilled(text, "/p/", "/p/", [("a", "1")], notice).replace('"1">', '"1" >')


def test_words_without_a_place_are_told_in_the_notice():
    fields = [("a", "1"), ("reason", "typed in a field that an error had brought up"), ("empty", ""), ("b", "pressed")]
    after = refilled(page('<input name="a"><button name="b">'), "/p/", "/p/", fields, lambda words: f"[{words}]")
    assert "[['typed in a field that an error had brought up']]" in after


def test_a_folded_form_is_unfolded():
    text = f"<details><summary>more</summary>{page('<input name=a>')}</details><details></details>"
    after = refilled(text, "/p/", "/p/", [("a", "1")], notice)
    assert after.startswith('<details open="">') and after.endswith("<details></details>")
