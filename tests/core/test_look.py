"""What every page keeps to: no inline script or style, small files, one frame."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.template import engines

STAFF = [
    "vendor/bootstrap/bootstrap.min.css",
    "css/tokens.css",
    "css/parts.css",
    "css/app.css",
    "css/print.css",
    "django_htmx/htmx-2.min.js",
    "js/app.js",
    "js/theme.js",
    "vendor/signature_pad/signature_pad.umd.min.js",
    "js/signature.js",
    "img/icons.svg",
    "img/logo.svg",
    "img/favicon.svg",
]
CUSTOMER = ["css/tokens.css", "css/parts.css", "css/public.css", "css/print.css", "css/answers.css", "css/bill.css"]
CUSTOMER += ["img/icons.svg", "img/logo.svg", "img/favicon.svg"]  # nobody signs there: staff bring the signature pad


def weight(names):
    paths = [finders.find(name) for name in names]
    if None in paths:
        pytest.skip("The browser files are not fetched yet: run.py does it.")
    return sum(len(gzip.compress(open(path, "rb").read(), 9)) for path in paths)


def templates(settings):
    files = (settings.BASE_DIR / "templates").rglob("*")
    return sorted(path for path in files if path.suffix in {".html", ".jinja"})


def test_staff_page_leaves_room_under_130_kb():
    assert weight(STAFF) < 90_000


def test_customer_page_leaves_room_under_25_kb():
    assert weight(CUSTOMER) < 16_000


def test_no_template_has_inline_script_or_style(settings):
    inline = re.compile(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", re.I)
    found = [str(path.name) for path in templates(settings) if inline.search(path.read_text("utf-8"))]
    assert found == []


def test_no_template_reaches_outside_the_house(settings):
    outside = re.compile(r"""(?:src|href|action|hx-\w+)=["'](?:https?:)?//""")
    assert [str(path.name) for path in templates(settings) if outside.search(path.read_text("utf-8"))] == []


def test_no_template_line_is_longer_than_120_columns(settings):
    """The formatter leaves what has no place to break: a person breaks it."""
    long = [
        f"{path.name}:{number}"
        for path in templates(settings)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []


CUSTOMER_PAGE = re.compile(r'extends "(public_base|appointments/self/base).html"')


def test_every_post_form_has_its_token(settings):
    """Staff forms; a customer's page is opened by its secret address and no cookie (customers.links.document)."""
    form = re.compile(r"<form[^>]*method=[\"']post[\"'].*?</form>", re.S | re.I)
    bare = [
        path.name
        for path in templates(settings)
        for found in form.findall(path.read_text("utf-8"))
        if "csrf" not in found and not CUSTOMER_PAGE.search(path.read_text("utf-8"))
    ]
    assert bare == []


def test_every_template_compiles(settings):
    top = settings.BASE_DIR / "templates"
    for path in templates(settings):
        engine = engines["compiled" if path.suffix == ".jinja" else "django"]
        engine.get_template(str(path.relative_to(top)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_style_guide_shows_every_piece(client, db, settings, language):
    settings.DEMO = True
    response = client.get("/style/", headers={"Accept-Language": language})
    assert response.status_code == 200
    for piece in (
        "rail-of-6",
        "rail-of-8",
        "grade-org",
        "plate-nev",
        "timeline",
        "lines-total",
        "data-sign",
        "stat-none",
    ):
        assert piece in response.content.decode()


def test_style_guide_is_for_the_demo_only(client, db, settings):
    settings.DEMO = False
    assert client.get("/style/").status_code == 404


def test_sign_in_keeps_the_name_and_says_what_is_wrong(client, db):
    response = client.post("/login/", {"username": "nobody@SH01", "password": "x"}, headers={"Accept-Language": "en"})
    page = response.content.decode()
    assert 'value="nobody@SH01"' in page
    assert 'role="alert"' in page


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404)])
def test_error_page_speaks_chinese(client, db, path, status):
    response = client.get(path, headers={"Accept-Language": "zh-CN"})
    assert response.status_code == status
    assert "这里没有内容" in response.content.decode()
