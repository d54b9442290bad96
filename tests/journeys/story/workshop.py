"""Steps 4, in the workshop: dispatch, the clock, a finding, the customer's approval, the final inspection."""

from accounts.roles import Role
from tests.factories.service import picture
from tests.journeys.story.hotline import letter
from tests.journeys.story.reception import put_on_the_shelf
from tests.journeys.story.stage import CALLER, PLATE, REAR_PADS

FOUND = "后制动片只剩 2 毫米"


def dispatch(story, hand):
    """The technician and the bay of the booking stand there; one tap gives the work out."""
    manager = hand(Role.SERVICE_MANAGER)
    manager.menu("/dispatch/")
    manager.page.wait_for_url("**/dispatch/")
    manager.look("30-dispatch")
    card = f".task:has-text('{PLATE[-5:]}')"
    technician = manager.page.locator(f"{card} select").first
    story.found["technician"] = technician.evaluate("list => list.selectedOptions[0].textContent").strip()
    manager.begin()
    manager.tap(f"{card} .task-actions .btn")
    manager.page.wait_for_selector(f".bay:has-text('{PLATE[-5:]}')")
    assert manager.taps <= 2
    manager.look("31-bays")


def technician(story, hand):
    """The device of the technician to whom the work was given."""
    number = "甲乙丙丁戊己".index(story.found["technician"][1]) + 1
    return hand(Role.TECHNICIAN, number)


def start_and_find(story, hand):
    """T1: one tap starts the clock; a finding with its photo goes to the advisor."""
    bench = technician(story, hand)
    assert PLATE[-5:] in bench.text(".bench")
    bench.look("32-bench")
    bench.begin()
    bench.tap(".bench .btn-glove")
    bench.page.wait_for_selector(".bench-acts")
    assert bench.taps <= 2
    bench.tap(".bench-acts .btn-secondary")
    bench.page.wait_for_selector(".bench-acts")
    report(bench)


def report(bench):
    bench.write("#id_text", FOUND)
    bench.tap("label.tile:has([name=severity][value=urgent])")
    photo = {"name": "pads.jpg", "mimeType": "image/jpeg", "buffer": picture("sienna", size=(640, 480))}
    bench.page.set_input_files("#id_photo", photo)
    bench.look("33-finding")
    bench.tap("form[action*=findings] .btn-glove")
    bench.page.wait_for_selector(f"p:has-text('{FOUND}')")
    bench.look("33-found")


def issue(story, hand):
    """P2: the parts of the car go from the shelf to the bench, those not picked yet by way of the shelf."""
    clerk = hand(Role.PARTS_CLERK)
    clerk.look("34-shelf-to-issue")
    clerk.begin()
    give_out = f".task:has-text('{PLATE[-5:]}') button[formaction*=issue]"
    if not clerk.page.locator(give_out).count():
        put_on_the_shelf(clerk)
    clerk.tap(give_out)
    clerk.page.wait_for_selector(give_out, state="detached")
    assert clerk.taps <= 3


def ask_the_customer(story, hand):
    """A4: the finding is priced and leaves to the customer at once."""
    advisor = hand(Role.SERVICE_ADVISOR).open(story.found["order"])
    advisor.look("35-order-with-finding")
    advisor.tap("a[href*='extra-work/?finding=']")
    advisor.page.wait_for_url("**/extra-work/**")
    brakes = advisor.page.locator("details.work-category:has(label:has-text('更换后制动摩擦片'))")
    if not brakes.get_attribute("open"):
        brakes.locator("summary").click()
    brakes.locator("label.work-choice:has-text('更换后制动摩擦片')").first.click()
    advisor.write("#id_parts", f"{REAR_PADS} 1")
    advisor.look("36-price")
    advisor.tap("#form .btn-primary")
    advisor.page.wait_for_url(story.found["order"])
    advisor.look("37-asked")


def approve_by_link(story, hand):
    """U2: six taps at most, line by line, with the last digits of the phone; without script, without login."""
    customer = hand(None, script=False).open(letter(story, hand, "请您确认"))
    customer.look("40-customer-decides")
    customer.begin()
    for answer in customer.page.locator("label.answer-approve").all():
        customer.taps += 1
        answer.click()
    customer.write("input[name$=digits]", CALLER[-4:])
    customer.look("41-customer-approves")
    customer.tap("form .button-primary")
    customer.page.wait_for_selector("text=您的答复")
    assert customer.taps <= 6
    customer.look("42-customer-approved")


def finish(story, hand):
    """The approved work is given out too, started and finished; nothing waits any more."""
    manager = hand(Role.SERVICE_MANAGER).open("/dispatch/")
    manager.tap(f".task:has-text('{PLATE[-5:]}') .task-actions .btn")
    manager.page.wait_for_selector(f".bay:has-text('{PLATE[-5:]}')")
    bench = technician(story, hand)
    bench.tap(".bench-acts .btn-primary")
    bench.page.wait_for_selector(".bench:not(:has(.bench-acts))")
    bench.look("43-second-job")
    bench.tap(".bench .btn-primary")
    bench.page.wait_for_selector(".bench-acts")
    issue(story, hand)
    bench.tap(".bench-acts .btn-primary")
    bench.page.wait_for_selector(".empty")
    bench.look("44-bench-empty")


def inspect(story, hand):
    """Q1: all in order, road-tested, passed, by another person than the one who did the work."""
    inspector = hand(Role.QUALITY_INSPECTOR)
    inspector.look("45-to-inspect")
    inspector.tap(".task .btn-primary")
    inspector.page.wait_for_url("**/inspect/")
    inspector.begin()
    inspector.tap("[data-check-all]")
    inspector.tap("label:has(#id_road_test)")
    inspector.look("46-inspect")
    inspector.tap("button[value=yes]")
    inspector.page.wait_for_url(lambda url: not url.endswith("/inspect/"))
    assert inspector.taps <= 4
    inspector.look("47-inspected")
