"""A device in somebody's hand: it counts taps and pages, takes pictures, finds what a page withholds from people."""

import os
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

    def sign_in(self, username: str) -> "Device":
        self.open("/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", "demo")
        self.page.click(".login-form .btn-primary")
        self.page.wait_for_url(lambda url: "/login/" not in url)
        self.contexts["en"].add_cookies(self.contexts["zh"].cookies())
        return self

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
    found = axe.run(page).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [f"{name}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in serious]
