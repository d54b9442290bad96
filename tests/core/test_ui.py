import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.base import Message
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from accounts.templatetags.accounts import by_store
from core.templatetags import ui


def shown(source, **context):
    """What a template with our tags shows, without its markup and idle space."""
    template = engines["django"].from_string("{% load ui charts plates service_steps sales_steps %}" + source)
    return " ".join(re.sub(r"<[^>]*>", " ", template.render(context)).split())


def drawn(source, **context):
    template = engines["django"].from_string("{% load ui charts plates service_steps sales_steps %}" + source)
    return " ".join(template.render(context).split())


@pytest.fixture
def chinese():
    with translation.override("zh-hans"):
        yield


def test_rail_names_all_six_steps_with_their_numbers(chinese):
    assert shown("{% step_rail current=3 %}") == "1 预约 已完成 2 接待 已完成 3 维修 4 检验 5 结算 6 跟踪回访"


def test_rail_says_which_step_is_now_and_which_was_skipped(english):
    html = drawn('{% step_rail current=5 skipped="1" %}')
    assert re.findall(r"rail-(now|done|ahead|skipped)", html) == ["skipped", "done", "done", "done", "now", "ahead"]
    assert html.count('aria-current="step"') == 1
    assert "skipped" in shown('{% step_rail current=5 skipped="1" %}')


def test_rail_of_a_closed_order_is_done_to_the_end(english):
    assert drawn("{% step_rail current=6 closed=True %}").count("rail-done") == 6


def test_rail_in_a_table_row_names_the_present_step(chinese):
    assert shown("{% step_rail current=4 small=True %}") == "4 检验"


def test_sales_rail_has_eight_steps(chinese):
    assert shown("{% sales_rail current=1 %}").startswith("1 寻找潜在顾客 2 访前准备 3 初次拜访 4 记录客户信息")
    assert drawn("{% sales_rail current=1 %}").count("<li") == 8


def test_pieces_follow_the_language():
    for language, name in (("zh-hans", "维修"), ("en", "Repair"), ("zh-hans", "维修")):
        with translation.override(language):
            assert shown("{% step_rail current=3 small=True %}") == f"3 {name}"


@pytest.mark.parametrize(
    ("number", "kind"),
    [("沪A12345", "blue"), ("沪AD12345", "nev"), ("沪A1234挂", "yellow"), ("沪A1234学", "yellow"), ("", "none")],
)
def test_plate_chip_has_the_colour_of_the_metal(number, kind):
    assert f"plate-{kind}" in drawn("{% plate_chip number %}", number=number)


def test_plate_chip_reads_as_the_plate():
    assert shown("{% plate_chip number %}", number="沪A12345").replace(" ", "") == "沪A·12345"


def test_due_label_has_text_shape_and_colour(english):
    label = "{% due_label on today=today %}"
    days = {"late": date(2026, 11, 20), "today": date(2026, 11, 23), "later": date(2026, 11, 26)}
    for tone, on in days.items():
        assert f"due-{tone}" in drawn(label, on=on, today=date(2026, 11, 23))
    assert shown(label, on=None, today=date(2026, 11, 23)) == "No next step"


def test_masked_number_is_no_link_and_asks_before_it_is_shown(english):
    assert 'href="tel:13800138000"' in drawn('{% phone_link "13800138000" %}')
    masked = drawn('{% phone_link "138****8000" reveal_url="/reveal/" %}')
    assert "tel:" not in masked
    assert '<form method="post" action="/reveal/"' in masked
    assert "<form" not in drawn('{% phone_link "138****8000" %}')


def test_status_chip_shows_what_it_is_given_and_no_markup_of_it():
    assert "&lt;b&gt;" in drawn('{% status_chip text "bad" %}', text="<b>")
    assert "#alert" in drawn('{% status_chip text "bad" %}', text="x")


def test_markup_that_was_kept_does_not_open_the_same_text_of_a_person():
    for piece in (lambda text: ui.status_chip(text, "bad"), lambda text: ui.icon("car", label=text)):
        assert "<i>x</i>" in piece(mark_safe("<i>x</i>"))
        assert "<i>x</i>" not in piece("<i>x</i>")


def test_icon_without_label_is_silent():
    assert 'aria-hidden="true"' in ui.icon("car")
    assert 'role="img" aria-label="Car"' in ui.icon("car", label="Car")


def test_every_icon_named_in_a_template_is_drawn(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text("utf-8")
    known = set(re.findall(r'symbol id="([\w-]+)"', sprite))
    named = set(ui.TONE_ICONS.values()) | set(ui.NOTE_ICONS.values())
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        source = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.S)
        named |= set(re.findall(r"""{% icon ["']([\w-]+)["']""", source))
        named |= set(re.findall(r"""\bicon=["']([\w-]+)["']""", source))
    assert named - known == set()


def test_can_asks_the_access_and_nobody_may_nothing():
    access = SimpleNamespace(can_named=lambda permission: permission == "order_confirm")
    assert ui.can(access, "order_confirm") is True
    assert ui.can(access, "order_deliver") is False
    assert ui.can(None, "order_confirm") is False


def test_disabled_act_says_why_and_cannot_be_sent(english):
    html = render_to_string(
        "components/action_button.html", {"url": "/x/", "label": "Start", "why_not": "No signature."}
    )
    assert "<form" not in html
    assert 'aria-disabled="true"' in html
    assert "No signature." in html


def test_act_posts_with_a_key_of_its_own(english):
    facts = {"url": "/x/", "label": "Void", "confirm": "Sure?", "name": "line", "value": "7"}
    html = [render_to_string("components/action_button.html", facts) for _ in range(2)]
    keys = [re.search(r'name="idempotency_key" value="(\w{32})"', one)[1] for one in html]
    assert keys[0] != keys[1]
    assert 'data-confirm="Sure?"' in html[0]
    assert 'name="line" value="7"' in " ".join(html[0].split())


def test_note_offers_undo_only_when_there_is_a_way_back():
    assert ui.undo_url(Message(25, "Moved", extra_tags="undo:/back/")) == "/back/"
    assert ui.undo_url(Message(25, "Moved")) == ""


def test_demo_accounts_stand_store_by_store_and_the_group_last():
    cards = [{"store": ""}, {"store": "SH02"}, {"store": "SH01"}]
    assert [card["store"] for card in by_store(cards)] == ["SH01", "SH02", ""]


def test_bars_are_readable_without_seeing_them():
    rows = [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 6, "text": "6 cars"}]
    html = drawn('{% bars rows title="Cars" target=5 height=120 %}', rows=rows)
    assert 'aria-label="Cars: Mon 3, Tue 6 cars"' in html
    assert re.findall(r'<rect[^>]* height="([\d.]+)"', html) == ["60.0", "120.0"]
    assert "chart-target" in html


def test_bars_that_open_their_rows_are_links_with_a_name():
    html = drawn('{% bars rows title="Cars" %}', rows=[{"label": "11-28", "value": 3, "url": "/orders/"}])
    assert '<a href="/orders/" aria-label="11-28: 3">' in html
    assert 'role="group"' in html


def test_labels_of_bars_never_run_into_each_other():
    rows = [{"label": f"11-{n:02}", "value": n} for n in range(1, 13)]
    html = drawn('{% bars rows title="Cars" %}', rows=rows)
    assert re.findall(r'chart-label"[^>]*>([^<]*)<', html) == ["11-02", "11-04", "11-06", "11-08", "11-10", "11-12"]


def test_charts_of_nothing_are_drawn_empty():
    for tag in ('{% bars rows title="x" %}', '{% line_chart rows title="x" %}', "{% sparkline rows %}"):
        assert "<svg" in drawn(tag, rows=[])


def test_meter_warns_when_full_and_when_over():
    tones = [re.search(r'<rect class="([\w-]*)"', drawn("{% meter n 80 %}", n=n))[1] for n in (40, 72, 81)]
    assert tones == ["", "is-full", "is-over"]


def test_stat_without_a_value_says_not_measured(english):
    text = re.sub(r"<[^>]*>", " ", drawn('{% stat label="FFV" value=None %}'))
    assert text.split() == ["FFV", "not", "measured"]


def test_stat_that_may_change_says_so_and_opens_its_rows(english):
    html = drawn('{% stat label="Cars" value=0 url="/rows/" final=False %}')
    assert 'href="/rows/"' in html
    assert "not final yet" in html


def test_pager_keeps_the_filters(rf, english):
    from django.core.paginator import Paginator

    page = Paginator(range(30), 10).get_page(2)
    html = render_to_string("components/pager.html", {"page_obj": page}, rf.get("/x/", {"q": "ab", "page": "2"}))
    assert 'href="?q=ab&amp;page=3"' in html
    assert "Page 2 of 3, 30 in all" in " ".join(html.split())


def test_context_of_a_page_is_not_needed_for_a_piece():
    assert ui.phone_link(Context(), "", reveal_url="/x/") == ui.phone_text("")
