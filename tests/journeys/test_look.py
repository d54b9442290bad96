"""What the script adds to a page, and that a page is whole without it."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.journey]

NO_OVERFLOW = "document.documentElement.scrollWidth <= innerWidth"
THEME = "document.documentElement.dataset.bsTheme"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("phone", [True, False])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", ["/style/", "/login/"])
def test_nothing_sticks_out_of_the_screen(opened, path, phone, locale):
    assert opened(path, phone=phone, locale=locale).evaluate(NO_OVERFLOW)


def test_theme_follows_the_device_until_the_person_chooses(opened):
    page = opened("/style/", dark=True)
    assert page.evaluate(THEME) == "dark"
    page.click(".who")
    page.click("[data-act=theme][value=light]")
    assert page.evaluate(THEME) == "light"
    page.reload()
    assert page.evaluate(THEME) == "light"


def test_void_is_asked_first_and_a_no_sends_nothing(opened):
    page = opened("/style/")
    page.click("form[data-confirm] button")
    assert page.evaluate("document.querySelector('#confirm').open")
    page.click("#confirm [value=no]")
    assert page.evaluate("document.querySelector('form[data-confirm]').dataset.busy") is None


def test_second_press_on_a_button_sends_nothing(opened):
    page = opened("/login/")
    page.fill("#id_username", "nobody@SH01")
    page.fill("#id_password", "x")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("(b => { b.click(); b.click(); })(document.querySelector('.login-form .btn'))")
    page.wait_for_selector(".form-errors")
    assert len(sent) == 1


def test_refused_sign_in_has_the_focus(opened):
    page = opened("/login/")
    page.fill("#id_username", "nobody@SH01")
    page.fill("#id_password", "x")
    page.click(".login-form .btn")
    page.wait_for_selector(".form-errors")
    assert page.evaluate("document.activeElement.className") == "form-errors"


def test_enter_of_an_input_method_sends_nothing(opened):
    page = opened("/login/")
    prevented = page.evaluate(
        """() => {
          const facts = {key: "Enter", isComposing: true, bubbles: true, cancelable: true};
          const event = new KeyboardEvent("keydown", facts);
          document.querySelector("#id_username").dispatchEvent(event);
          return event.defaultPrevented;
        }"""
    )
    assert prevented is True


def test_signature_becomes_a_picture_and_can_be_cleared(opened):
    page = opened("/style/")
    field = "[data-sign] input[type=hidden]"
    page.locator(".sign-canvas").scroll_into_view_if_needed()
    box = page.locator(".sign-canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=8)
    page.mouse.up()
    assert page.input_value(field).startswith("data:image/png;base64,")
    page.click("[data-clear]")
    assert page.input_value(field) == ""


def drag_finger(page, points):
    """A finger on the glass: pointer events alone would not show whether the page scrolls away under it."""
    session = page.context.new_cdp_session(page)
    for kind, touched in (
        ("touchStart", points[:1]),
        *(("touchMove", [point]) for point in points[1:]),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})


def test_signature_is_drawn_by_a_finger_and_stays_when_the_phone_is_turned(opened):
    page = opened("/style/", phone=True)
    page.locator(".sign-canvas").scroll_into_view_if_needed()
    box, top = page.locator(".sign-canvas").bounding_box(), page.evaluate("scrollY")
    drag_finger(page, [{"x": box["x"] + 30 + 5 * n, "y": box["y"] + 60 + n} for n in range(40)])
    assert page.input_value("[data-sign] input[type=hidden]").startswith("data:image/png;base64,")
    assert page.evaluate("scrollY") == top
    narrow = page.evaluate("document.querySelector('.sign-canvas').width")
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function(
        """(narrow) => {
          const canvas = document.querySelector(".sign-canvas");
          const ink = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          return canvas.width !== narrow && ink.some((value) => value > 0);
        }""",
        arg=narrow,
    )


def test_signature_and_menus_work_without_script(opened):
    page = opened("/style/", script=False)
    assert not page.is_visible(".sign-canvas")
    assert page.is_visible("#id_signed_name")
    page.click("details.export > summary")
    assert page.is_visible("a[data-export]")


def test_slash_goes_to_the_search_but_not_while_typing(opened):
    page = opened("/style/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "id_q"
    page.keyboard.type("a/b")
    assert page.input_value("#id_q") == "a/b"


def test_buttons_fit_a_thumb_on_a_phone(opened):
    page = opened("/style/", phone=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll("a.btn, button, summary, select, input.form-control, .tile > span")]
          .map((element) => [element.className, element.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.height < 46 || box.width < 44))
          .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == []
