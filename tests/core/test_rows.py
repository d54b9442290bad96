"""What Jinja2 draws: the bodies of tables and other pieces (docs/decisions/0021)."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template, engines
from django.utils import translation
from jinja2 import UndefinedError

from accounts.access import Access
from accounts.roles import Role


def drawn(source, **context):
    return engines["compiled"].from_string(source).render(context)


def test_what_people_typed_is_escaped():
    assert drawn("<td>{{ name }}</td>", name="<b>王</b>") == "<td>&lt;b&gt;王&lt;/b&gt;</td>"


def test_a_piece_of_the_design_stays_markup_and_its_text_is_escaped():
    chip = drawn('{{ name|status_chip("bad") }}', name="<b>王</b>")
    assert chip.strip().startswith('<span class="chip chip-bad">') and "&lt;b&gt;王&lt;/b&gt;" in chip


def test_a_name_that_is_not_there_raises():
    with pytest.raises(UndefinedError):
        drawn("{{ lead.nmae }}", lead=SimpleNamespace(name="王"))


def test_a_permission_that_nobody_declares_raises():
    with pytest.raises(KeyError, match="part_mvoe"):
        drawn('{{ access|can("part_mvoe") }}', access=Access.of(None, [Role.PARTS_CLERK], None))


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "还有 2 天"), ("en", "in 2 days")])
def test_a_table_speaks_the_language_of_the_reader(language, words):
    source = '{{ ngettext("in %(days)s day", "in %(days)s days", 2)|format(days=2) }}'
    with translation.override(language):
        assert drawn(source) == words


def test_an_address_of_another_row_is_made_of_the_same_pattern():
    assert drawn('{% set lead = address_of_key("lead_detail") %}{{ lead(7) }} {{ lead(8) }}') == "/leads/7/ /leads/8/"


def test_a_page_gives_its_table_all_that_it_knows(rf):
    page = Template('{% load pieces %}{% compiled "sales/lead_rows.jinja" %}')
    context = {"request": rf.get("/"), "page_obj": [], "today": None, "chooses": False}
    context["request"].access = Access.of(None, [Role.PARTS_CLERK], None)
    assert page.render(Context(context)).strip() == ""
    with pytest.raises(UndefinedError, match="page_obj"):
        page.render(Context({"request": context["request"]}))
