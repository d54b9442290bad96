import gettext
from io import StringIO

import polib
import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Engine
from django.utils import translation

from core.catalogues import faults, files, strings

AREAS = ["core", "sales"]
PYTHON = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, pgettext as p

TITLE = _("A lead"
          " from the street")
FORM = p("vehicle", "Title")
LABEL = translation.gettext("By attribute")

def count(n):
    return ngettext("%(n)d car", "%(n)d cars", n) % {"n": n}

def looked_up(code, gettext):
    return gettext("not imported, not a message"), _(LABELS[code])
"""
TEMPLATE = """
{% translate 'Open' context "shop" %}
{% blocktranslate trimmed with n=lead.name %}
  Call {{ n }}
  now: 50% off
{% endblocktranslate %}
{% blocktranslate count counter=leads|length %}{{ counter }} lead{% plural %}{{ counter }} leads{% endblocktranslate %}
{% include "x.html" with label=_("In a tag") %}{{ name|default:_("In a filter") }}{{ _("In a variable") }}
{# {% translate "in a comment" %} #}{% comment %}{% translate "commented out" %}{% endcomment %}
{% partialdef rows %}<td title="{% translate "In a partial" %}">{% endpartialdef %}
"""


def write(root, path, text):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


def catalogue(root, area, **texts):
    po = polib.POFile()
    po.extend(polib.POEntry(msgid=msgid, msgstr=msgstr) for msgid, msgstr in texts.items())
    files.path_of(root, area).parent.mkdir(parents=True, exist_ok=True)
    po.save(str(files.path_of(root, area)))


def shows(root, area, *msgids):
    lines = "".join(f"_({msgid!r})\n" for msgid in msgids)
    write(root, f"{area}/rules.py", f"from django.utils.translation import gettext as _\n{lines}")


def translate(root, area, **texts):
    po = polib.pofile(str(files.path_of(root, area)), wrapwidth=0)
    for entry in po:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: texts[entry.msgid]}
        else:
            entry.msgstr = texts[entry.msgid]
    po.save()


def kinds(root, area):
    return [(fault.kind, fault.msgid) for fault in faults.of_area(root, area, AREAS)]


def test_python_messages_are_found_through_their_import():
    found = {m.key: (m.plural, m.place) for m in strings.in_python(PYTHON, "sales/rules.py")}
    assert found == {
        ("A lead from the street", ""): ("", "sales/rules.py:5"),
        ("Title", "vehicle"): ("", "sales/rules.py:7"),
        ("By attribute", ""): ("", "sales/rules.py:8"),
        ("%(n)d car", ""): ("%(n)d cars", "sales/rules.py:11"),
    }


@pytest.mark.parametrize("argument", ['f"Dear {who}"', '"Dear " + who', '"Dear {}".format(who)', '"a" if x else "b"'])
def test_a_message_put_together_at_run_time_is_refused(argument):
    source = f"from django.utils.translation import gettext as _\n_({argument})"
    with pytest.raises(strings.NotLiteral, match="^sales/rules.py:2: "):
        list(strings.in_python(source, "sales/rules.py"))


def test_template_messages_are_found_as_django_looks_them_up():
    found = {(m.msgid, m.plural, m.context) for m in strings.in_template(TEMPLATE, "templates/sales/x.html")}
    assert found == {
        ("Open", "", "shop"),
        ("Call %(n)s now: 50%% off", "", ""),
        ("%(counter)s lead", "%(counter)s leads", ""),
        ("In a tag", "", ""),
        ("In a filter", "", ""),
        ("In a variable", "", ""),
        ("In a partial", "", ""),
    }
    assert next(strings.in_template('\n{% translate "x" %}', "t.html")).place == "t.html:2"


def test_messages_of_the_body_of_a_table_are_found():
    source = """
    {% set done = pgettext("contact", "Done") %}{# _("in a comment") #}
    {% for lead in leads %}{{ _("Call") }}{{ status_chip(_("In a tag")) }}
    {{ ngettext("%(count)s time", "%(count)s times", lead.attempts)|format(count=lead.attempts) }}{% endfor %}
    """
    found = {m.key: (m.plural, m.place) for m in strings.in_compiled_template(source, "t.jinja")}
    assert found == {
        ("Done", "contact"): ("", "t.jinja:2"),
        ("Call", ""): ("", "t.jinja:3"),
        ("In a tag", ""): ("", "t.jinja:3"),
        ("%(count)s time", ""): ("%(count)s times", "t.jinja:4"),
    }


@pytest.mark.parametrize("call", ["_(word)", '_("Dear " ~ name)', 'pgettext("contact", word)', "ngettext(one, two, 2)"])
def test_a_message_of_a_table_that_is_no_literal_is_refused(call):
    with pytest.raises(strings.NotLiteral, match="^t.jinja:1: "):
        list(strings.in_compiled_template("{{ " + call + " }}", "t.jinja"))


def test_a_table_belongs_to_the_area_of_its_folder(tmp_path):
    write(tmp_path, "templates/sales/lead_rows.jinja", '{{ _("Call") }}')
    assert [message.msgid for message in strings.used_by(tmp_path, "sales", AREAS).values()] == ["Call"]


def test_templates_belong_to_the_area_of_their_folder_and_the_rest_to_the_first(tmp_path):
    for path in [
        "sales/lead_list.html",
        "sales/a.png",
        "base.html",
        "components/grade.html",
        "registration/login.html",
    ]:
        write(tmp_path, f"templates/{path}", "")
    names = {area: [p.name for p in strings.template_files(tmp_path, area, AREAS)] for area in AREAS}
    assert names == {"core": ["base.html", "grade.html", "login.html"], "sales": ["lead_list.html"]}


def test_migrations_hold_no_messages(tmp_path):
    for path in ["sales/migrations/0001_initial.py", "sales/rules.py", "sales/actions/deals.py"]:
        write(tmp_path, path, "")
    assert [p.name for p in strings.python_files(tmp_path, "sales")] == ["deals.py", "rules.py"]


def test_update_keeps_translations_drops_the_unused_and_sorts(tmp_path):
    catalogue(tmp_path, "sales", Yes="是", Gone="没了")
    shows(tmp_path, "sales", "Yes", "Apple")
    files.update(tmp_path, "sales", AREAS)
    found = [(entry.msgid, entry.msgstr) for entry in polib.pofile(str(files.path_of(tmp_path, "sales")))]
    assert found == [("Apple", ""), ("Yes", "是")]


def test_update_twice_writes_the_same_bytes(tmp_path):
    write(tmp_path, "sales/rules.py", PYTHON)
    write(tmp_path, "templates/sales/x.html", TEMPLATE)
    files.update(tmp_path, "sales", AREAS)
    first = files.path_of(tmp_path, "sales").read_bytes()
    files.update(tmp_path, "sales", AREAS)
    assert files.path_of(tmp_path, "sales").read_bytes() == first
    assert b"Date" not in first and b"#:" not in first


def test_an_area_does_not_repeat_what_the_shared_catalogue_has(tmp_path):
    catalogue(tmp_path, "core", Save="保存")
    shows(tmp_path, "sales", "Save", "Deal")
    assert [entry.msgid for entry in files.update(tmp_path, "sales", AREAS)] == ["Deal"]
    assert kinds(tmp_path, "sales") == [("untranslated", "Deal")]


def test_the_shared_catalogue_keeps_what_only_others_use(tmp_path):
    catalogue(tmp_path, "core", Save="保存", Gone="没了")
    shows(tmp_path, "sales", "Save")
    assert [entry.msgid for entry in files.update(tmp_path, "core", AREAS)] == ["Save"]


def test_a_message_that_moves_to_another_area_takes_its_chinese_along(tmp_path):
    catalogue(tmp_path, "sales", Deal="成交")
    shows(tmp_path, "core", "Deal")
    assert [(e.msgid, e.msgstr) for e in files.update(tmp_path, "core", AREAS)] == [("Deal", "成交")]


def test_check_reports_each_way_of_being_incomplete(tmp_path):
    shows(tmp_path, "sales", "Empty", "Doubtful", "%(n)s of {m}", "Fine", "100%%")
    catalogue(tmp_path, "sales", Empty="", Doubtful="存疑", Fine="好", **{"%(n)s of {m}": "%(n)之{m}", "100%%": "100%"})
    po = polib.pofile(str(files.path_of(tmp_path, "sales")))
    po.find("Doubtful").flags.append("fuzzy")
    po.save()
    shows(tmp_path, "sales", "Empty", "Doubtful", "%(n)s of {m}", "Fine", "100%%", "New")
    assert kinds(tmp_path, "sales") == [
        ("fuzzy", "Doubtful"),
        ("missing from the catalogue", "New"),
        ("placeholders differ", "%(n)s of {m}"),
        ("placeholders differ", "100%%"),
        ("untranslated", "Empty"),
    ]


def test_check_reports_two_translations_of_one_message(tmp_path):
    catalogue(tmp_path, "core", Order="订单")
    catalogue(tmp_path, "sales", Order="委托书")
    shows(tmp_path, "sales", "Order")
    files.update(tmp_path, "sales", AREAS)
    assert kinds(tmp_path, "sales") == [("translated differently in core", "Order")]


def test_a_counted_message_has_one_chinese_form_and_reads_it_from_the_compiled_file(tmp_path):
    write(tmp_path, "sales/rules.py", PYTHON)
    files.update(tmp_path, "sales", AREAS)
    texts = {"A lead from the street": "扫街线索", "Title": "车型", "By attribute": "属性", "%(n)d car": "%(n)d 辆车"}
    translate(tmp_path, "sales", **texts)
    assert kinds(tmp_path, "sales") == []
    files.compile_(tmp_path, "sales", anew=True)
    with files.path_of(tmp_path, "sales").with_suffix(".mo").open("rb") as compiled:
        chinese = gettext.GNUTranslations(compiled)
    assert chinese.ngettext("%(n)d car", "%(n)d cars", 3) % {"n": 3} == "3 辆车"
    assert chinese.pgettext("vehicle", "Title") == "车型"


def test_django_finds_every_extracted_template_message(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path / "locale" / area for area in AREAS]
    source = "{% load i18n %}" + TEMPLATE.replace("{% partialdef rows %}", "").replace("{% endpartialdef %}", "")
    source = source.replace("{% include", "{% firstof").replace('"x.html" with label=', "")
    write(tmp_path, "templates/sales/x.html", source)
    shows(tmp_path, "sales", "Deal")
    texts = {entry.msgid: f"〔{entry.msgid}〕" for entry in files.update(tmp_path, "sales", AREAS)}
    texts["%(counter)s lead"] = "〔%(counter)s leads〕"
    translate(tmp_path, "sales", **texts)
    files.compile_(tmp_path, "sales", anew=True)
    with translation.override("zh-hans"):
        context = Context({"lead": {"name": "张三"}, "leads": [1, 2], "name": ""})
        page = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(source).render(context)
    assert page.split("\n")[1:5] == [
        "〔Open〕",
        "〔Call 张三 now: 50% off〕",
        "〔2 leads〕",
        "〔In a tag〕〔In a filter〕〔In a variable〕",
    ]


def test_compile_writes_only_what_is_older(tmp_path):
    catalogue(tmp_path, "sales", Deal="成交")
    assert files.compile_(tmp_path, "sales") is True
    assert files.compile_(tmp_path, "sales") is False
    assert files.compile_(tmp_path, "core") is False


def test_command_checks_without_writing_and_fails_then_passes(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale" / area for area in AREAS]
    shows(tmp_path, "sales", "Deal")
    out = StringIO()
    with pytest.raises(CommandError, match="1 message"):
        call_command("messages", "sales", "--check", stdout=out)
    assert out.getvalue() == "sales: missing from the catalogue: 'Deal' (sales/rules.py:2)\n"
    assert not files.path_of(tmp_path, "sales").exists()
    call_command("messages", stdout=StringIO())
    translate(tmp_path, "sales", Deal="成交")
    call_command("messages", "--compile", stdout=StringIO())
    call_command("messages", "--check", stdout=StringIO())
    with pytest.raises(CommandError, match="No such area: bodyshop"):
        call_command("messages", "bodyshop")
