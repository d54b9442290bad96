"""Step 4, before and at the start: parts to the appointment shelf, the four screens of the check-in."""

from accounts.roles import Role
from tests.factories.service import picture
from tests.journeys.story.stage import MILEAGE, PLATE


def pick_to_the_shelf(story, hand):
    """P1: tomorrow's basket is ticked already; a shelf and one tap, and the label carries the plate."""
    clerk = hand(Role.PARTS_CLERK)
    assert PLATE[-5:] in clerk.text(".tasks")
    clerk.look("20-shelf")
    clerk.begin()
    put_on_the_shelf(clerk)
    assert clerk.taps <= 3
    clerk.look("21-picked")


def put_on_the_shelf(clerk):
    clerk.write(".task input[name=shelf]", "Y-07")
    clerk.tap(".task .btn-secondary:has(svg)")
    clerk.page.wait_for_selector(".pick-place:has-text('Y-07')")


def check_in(story, hand):
    """A2: the plate finds the visit; four screens of one flow, then a signed repair order."""
    advisor = hand(Role.SERVICE_ADVISOR)
    advisor.look("22-appointments")
    advisor.menu("/reception/")
    advisor.write("#id_q", PLATE[-5:])
    advisor.page.keyboard.press("Enter")
    advisor.page.wait_for_selector(f".task:has-text('{PLATE[-5:]}')")
    advisor.look("23-reception")
    advisor.begin()
    advisor.tap(".task .btn-primary")
    for screen in (condition, photos, work, signature):
        screen(advisor)
    advisor.page.wait_for_url(lambda url: "/check-in/" not in url)
    screens = {path for path in advisor.pages if "/check-in/" in path}
    assert len(screens) == 4
    story.found["order"] = advisor.page.url
    advisor.look("28-order")


def condition(advisor):
    advisor.page.wait_for_url("**/check-in/condition/")
    advisor.write("#id_mileage", str(MILEAGE + 2_815))
    advisor.tap("label.tile:has([name=energy_percent][value='50'])")
    outline = advisor.page.locator("[data-outline]")
    box = outline.bounding_box()
    advisor.taps += 1
    outline.click(position={"x": box["width"] * 0.35, "y": box["height"] * 0.15})
    assert advisor.page.locator("[name=mark_place]").first.input_value() == "front_left"
    advisor.look("24-condition")
    advisor.tap("#form .btn-primary")


def photos(advisor):
    advisor.page.wait_for_url("**/check-in/photos/")
    shown = advisor.page.locator(".photos img")
    for number, angle in enumerate(("front", "rear"), 1):
        advisor.taps += 1
        field = advisor.page.locator(f".shot:has([value={angle}]) input[type=file]")
        photo = picture("steelblue" if number == 1 else "slategray", size=(640, 480))
        field.set_input_files({"name": f"{angle}.jpg", "mimeType": "image/jpeg", "buffer": photo})
        advisor.page.wait_for_function("n => document.querySelectorAll('.photos img').length === n", arg=number)
        advisor.page.wait_for_load_state()  # the next photo leaves by the script of the new page
    assert shown.count() == 2
    advisor.look("25-photos")
    advisor.tap(".action-bar .btn-primary")


def work(advisor):
    advisor.page.wait_for_url("**/check-in/agreed/")
    advisor.page.fill("#id_promised_at", "2026-11-25T16:00")
    advisor.tap("label.tile:has([name=waits][value=no])")
    advisor.tap("label.tile:has([name=old_parts][value=take])")
    advisor.look("26-work")
    advisor.tap("#form .btn-primary")


def signature(advisor):
    advisor.page.wait_for_url("**/check-in/signature/")
    canvas = advisor.page.locator(".sign-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    advisor.taps += 1
    advisor.page.mouse.move(box["x"] + 30, box["y"] + 60)
    advisor.page.mouse.down()
    for x, y in ((60, 20), (90, 70), (130, 30), (180, 60)):
        advisor.page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
    advisor.page.mouse.up()
    assert advisor.page.input_value("[data-sign] input[type=hidden]").startswith("data:image/png;base64,")
    advisor.look("27-signature")
    advisor.tap("#form .btn-primary")
