"""A real browser on a real server of the house."""

import os

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, connections
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import databases

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in the test's own thread

# Each window draws the list under its address bar by two processes of its own, though nobody sees an address bar: most
# of what a new page costs. Chromium takes the last such switch only: what Playwright turns off is named again.
TURNED_OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,SpareRendererForSitePerProcess,ThirdPartyStoragePartitioning"
)
# One process draws all pages of a person's browser: what it has compiled for a page is there at the next one.
SWITCHES = ["--no-sandbox", "--process-per-site", f"--disable-features={TURNED_OFF}"]
TEN_YEARS = 315_360_000  # seconds: the story's clock stands apart from the browser's


class KeptFiles(StaticFilesHandler):
    """Files that a browser keeps, as those of a dealership: else it asks for each of them again at every page."""

    def serve(self, request):
        answer = super().serve(request)
        answer["Cache-Control"] = f"max-age={TEN_YEARS}"
        return answer


@pytest.fixture(scope="module")
def server(django_db_setup, template_database, django_db_blocker):
    """The address of the house, on a database of its own: what a browser saves is committed, and goes with it."""
    before = connections["default"].settings_dict["NAME"]
    name = f"{before}_journeys"
    with django_db_blocker.unblock():
        databases.copy(template_database, name)
        databases.use(name)
        house = LiveServer("127.0.0.1", start=False)
        house.thread.static_handler = KeptFiles
        house.start()
        yield house.url
        house.stop()
        hang_up()
        databases.use(before)
        databases.drop(name)


def hang_up() -> None:
    """A browser keeps its line open, and the thread behind it its session: nobody could drop the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    connection.close()


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.skip("No Chromium was found: the browser tests are skipped.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


def is_error(message) -> bool:
    """A refusal (409) that a script reads is no error of the page; the browser writes it down as one."""
    return message.type == "error" and "409 (Conflict)" not in message.text


@pytest.fixture
def opened(chromium, server):
    """`opened("/path/", phone=True, dark=True, locale="en-GB")` is the page; an error in its console fails."""
    contexts, errors = [], []

    def open_(path, *, phone=False, dark=False, locale="zh-CN", script=True):
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = chromium.new_context(
            viewport=size,
            has_touch=phone,
            locale=locale,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
        page.goto(server + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []
