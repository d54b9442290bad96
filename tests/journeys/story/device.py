"""A device in somebody's hand: it counts taps and pages, takes pictures, finds what a page withholds from people."""

import os
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.utils.timezone import now
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
PICTURES = os.environ.get("SCREENSHOTS") == "1"
SHOTS = ROOT / "tests" / "screenshots"
README = ROOT / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
STICKS_OUT = "document.documentElement.scrollWidth - innerWidth"
LONG = "document.documentElement.scrollHeight"
# The rules whose breach is grave; axe gives what it finds the weight of its rule. The others take a sixth of the time.
SERIOUS_ONLY = """() => axe.run({resultTypes: ["violations"], runOnly: {type: "rule", values:
  axe._audit.rules.filter((rule) => rule.enabled && !["minor", "moderate"].includes(rule.impact)
    && !rule.tags.includes("experimental")).map((rule) => rule.id)}}).then((found) => found.violations)"""
axe = Axe()


class Device:
    """One person's browser of one size; a second one beside it shows the same page in English."""

    def __init__(self, chromium, server: str, size: str, *, script: bool = True):
        self.server, self.size, self.script = server, size, script
        self.taps, self.keys, self.pages, self.troubles = 0, 0, [], []
        self.contexts = {name: self._context(chromium, locale) for name, locale in LANGUAGES.items()}
        self.page = self.contexts["zh"].new_page()
        self.english = self.contexts["en"].new_page()
        self.page.on("framenavigated", self._arrived)

    def wipe(self) -> None:
        """Sessions, open pages and what pages stored are gone; the cached files of pages stay."""
        for context in self.contexts.values():
            context.clear_cookies()
            for page in context.pages:
                forget(page, self.server)
        self.begin()

    def _context(self, chromium, locale: str):
        width, height = SIZES[self.size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            has_touch=self.size == "phone",
            locale=locale,
            timezone_id="Asia/Shanghai",
            java_script_enabled=self.script or locale != "zh-CN",  # axe needs a script
        )
        context.set_default_timeout(60_000)
        context.on("request", self._asked)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("console", self._said)
        return context

    def _asked(self, request) -> None:
        """No request leaves the machine."""
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.troubles.append(f"asked {request.url}")

    def _said(self, message) -> None:
        if message.type == "error":
            self.troubles.append(f"{message.text} {message.location.get('url', '')}")

    def _arrived(self, frame) -> None:
        if frame == self.page.main_frame:
            self.pages.append(urlsplit(frame.url).path)

    def open(self, path: str) -> "Device":
        self.set_clock()
        self.page.goto(path if path.startswith("http") else self.server + path)
        return self

    def set_clock(self) -> None:
        """The device shows the time of the story."""
        for context in self.contexts.values():
            context.clock.set_fixed_time(now())

    def sign_in(self, username: str, cookies: list) -> list:
        """The cookies of the person's session: the given ones, or new ones by name and password if it has ended."""
        self.contexts["zh"].add_cookies(cookies)
        self.open("/")
        if "/login/" in self.page.url:
            self.page.fill("#id_username", username)
            self.page.fill("#id_password", "demo")
            self.page.click(".login-form .btn-primary")
            self.page.wait_for_url(lambda url: "/login/" not in url)
        cookies = self.contexts["zh"].cookies()
        self.contexts["en"].add_cookies(cookies)
        return cookies

    def begin(self) -> None:
        """From here on taps, keys and pages are counted anew."""
        self.taps, self.keys, self.pages = 0, 0, []

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).first.click()

    def choose(self, selector: str, value: str) -> None:
        """Two taps: a list is opened, a line of it is taken."""
        self.taps += 2
        self.page.select_option(selector, value)

    def write(self, selector: str, text: str) -> None:
        """A tap into the field unless the cursor is there already; typed signs are not taps."""
        field = self.page.locator(selector).first
        if not field.evaluate("field => field === document.activeElement"):
            self.tap(selector)
        field.fill("")
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def say_yes(self) -> None:
        """The question before money moves."""
        self.tap("#confirm [value=yes]")

    def menu(self, path: str) -> None:
        """One tap on the menu, two when the entry is under "More"."""
        entry = self.page.locator(f".mainnav a[href='{path}']:visible").first
        if not entry.count():
            self.tap(".nav-more summary")
        self.tap(f".mainnav a[href='{path}']:visible")

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def look(self, name: str, *, readme: str = "") -> None:
        """In both languages nothing sticks out, and axe has nothing serious to say.

        With SCREENSHOTS=1 pictures of the page in both languages are put into tests/screenshots, and the picture of the
        README that `readme` names is taken anew from the first view.
        """
        self.english.goto(self.page.url)
        for language, page in (("zh", self.page), ("en", self.english)):
            if PICTURES:
                shot(page, SHOTS / f"{name}-{self.size}-{language}.png")
            self.troubles += stuck_out(page, f"{name} {self.size} {language}")
            if self.script or page == self.english:
                self.troubles += withheld(page, f"{name} {self.size} {language}")
        if PICTURES and f"-{self.size}-" in readme:
            page = {"zh": self.page, "en": self.english}[readme.rsplit("-", 1)[1]]
            shot(page, README / f"{readme}.png", full=False)
            made_small(README / f"{readme}.png")

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


class Devices:
    """The devices of one size that the people of a story share: a new one costs two seconds, a wiped one a tenth."""

    def __init__(self, chromium, server: str, size: str):
        self.make = partial(Device, chromium, server, size)
        self.all: list[Device] = []
        self.free: list[Device] = []

    def take(self, *, script: bool) -> Device:
        """A device that nobody holds."""
        for device in self.free:
            if device.script == script:
                self.free.remove(device)
                return device
        self.all.append(self.make(script=script))
        return self.all[-1]

    def give_back(self, device: Device) -> None:
        device.wipe()
        self.free.append(device)

    def close(self) -> None:
        for device in self.all:
            device.close()


def forget(page, server: str) -> None:
    """The tab is empty, and nothing that its pages stored is left: words of a form, unsent visits, workers."""
    if page.url.startswith(server):
        page.evaluate("sessionStorage.clear()")
        page.goto("about:blank")
    browser = page.context.new_cdp_session(page)
    browser.send("Storage.clearDataForOrigin", {"origin": server, "storageTypes": "all"})
    browser.detach()


def shot(page, path: Path, full: bool = True) -> None:
    """The first view, or the whole page on a screen as long as the page, where bars that stick hide nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    if full:
        page.set_viewport_size({**size, "height": max(size["height"], page.evaluate(LONG))})
    wait_for_photos(page)
    page.screenshot(path=path, animations="disabled", caret="initial")  # hiding it leaves style attributes
    page.set_viewport_size(size)


def wait_for_photos(page) -> None:
    """Those further down are fetched only when they come into view."""
    for _tenth in range(50):
        if page.evaluate("[...document.images].every((image) => image.complete)"):
            return
        page.wait_for_timeout(100)


def made_small(path: Path) -> None:
    """256 colours are enough for a page and make a quarter of its size."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def stuck_out(page, name: str) -> list[str]:
    out = page.evaluate(STICKS_OUT)
    return [f"{name}: {out} px stick out"] * (out > 0)


def withheld(page, name: str) -> list[str]:
    """What axe finds serious."""
    page.evaluate(axe.axe_script)
    found = page.evaluate(SERIOUS_ONLY)
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [f"{name}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in serious]
