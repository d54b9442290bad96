"""The pages of the workshop: who opens them, what they show, how many queries they take."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from accounts.roles import Role
from service.forms.fields import PartsField
from service.models.checklists import ChecklistItem
from service.models.orders import Photo, RepairOrder
from tests.factories import service

R = Role


@pytest.mark.slow
@pytest.mark.parametrize("status", service.REACH)
def test_an_order_opens_in_every_status(workshop, at, client_of, status):
    order = service.REACH[status](workshop, at, parts=1)
    for role in (R.SERVICE_ADVISOR, R.SERVICE_MANAGER, R.TECHNICIAN, R.QUALITY_INSPECTOR, R.CASHIER, R.CRM_AGENT):
        assert client_of(role).get(order.get_absolute_url()).status_code == 200
    assert client_of(R.SERVICE_ADVISOR).get(reverse("order_print", args=[order.pk])).status_code == 200


def test_a_technician_works_his_page(workshop, at, frozen, client_of):
    order = service.make_dispatched(workshop, at, parts=1)
    job = order.jobs.get()
    browser = service.technician_client(client_of, order)
    assert browser.get(reverse("my_work")).status_code == 200
    for name, fields in (
        ("job_start", {}),
        ("job_parts", {}),
        ("job_pause", {"reason": "parts"}),
        ("job_resume", {}),
        ("job_finish", {}),
    ):
        assert browser.post(reverse(name, args=[job.pk]), fields)["Location"] == reverse("my_work")
        assert browser.get(reverse("my_work")).status_code == 200
    job.refresh_from_db()
    assert job.status == "done"


def test_a_finding_with_its_photo_reaches_the_advisor(workshop, at, frozen, client_of):
    order = service.make_in_work(workshop, at)
    browser = service.technician_client(client_of, order)
    fields = {"text": "后片 3 mm", "severity": "urgent", "photo": service.upload()}
    assert browser.post(reverse("finding_new", args=[order.pk]), fields).status_code == 302
    finding = order.findings.get()
    assert (finding.text, finding.photos.count()) == ("后片 3 mm", 1)


def test_a_hostile_photo_is_refused_at_its_field(workshop, at, frozen, client_of):
    order = service.make_in_work(workshop, at)
    browser = service.technician_client(client_of, order)
    svg = service.upload(b"<svg onload='alert(1)'/>", "a.jpg")
    page = browser.post(reverse("finding_new", args=[order.pk]), {"text": "x", "severity": "watch", "photo": svg})
    assert page.status_code == 200
    assert "Only JPEG, PNG and WebP photos are taken." in page.content.decode()
    assert (order.findings.count(), Photo.objects.count()) == (0, 0)


def test_dispatch_gives_work_to_the_chosen_people(workshop, at, frozen, client_of):
    order = service.make_signed(workshop, at)
    line = order.estimate.lines.get()
    technician, bay = service.make_technician(workshop, "tech2"), service.make_bay(workshop, "GEN", 2)
    manager = client_of(R.SERVICE_MANAGER)
    assert order.number in manager.get(reverse("dispatch")).content.decode()
    fields = {f"technician_{line.pk}": technician.pk, f"bay_{line.pk}": bay.pk}
    manager.post(reverse("order_dispatch", args=[order.pk]), fields)
    job = order.jobs.get()
    assert (job.technician, job.bay) == (technician, bay)


TILE = re.compile(r'<a\s+class="stat[^>]*href="([^"]+)".*?class="stat-value">\s*(\d+)', re.DOTALL)


def test_each_tile_of_the_dispatch_counts_the_rows_that_it_opens(workshop, at, frozen, client_of):
    """Late cars and cars that wait for their customer also stand at the desk and at the inspection."""
    makes = (service.make_signed, service.make_checked_in, service.make_finished)
    late = [make(workshop, at, start=at + timedelta(hours=n)).pk for n, make in enumerate(makes)]
    RepairOrder.objects.filter(pk__in=late).update(promised_at=at - timedelta(hours=1))
    service.ask(service.make_dispatched(workshop, at, start=at + timedelta(hours=4)), at)
    service.make_in_work(workshop, at, start=at + timedelta(hours=5))
    manager = client_of(R.SERVICE_MANAGER)
    tiles = [(html.unescape(url), int(count)) for url, count in TILE.findall(manager.get(reverse("dispatch")).text)]
    rows = [manager.get(url).context["page_obj"].paginator.count for url, _count in tiles]
    assert rows == [count for _url, count in tiles] == [3, 1, 1, 0, 1]


def test_the_inspector_passes_or_sends_back(workshop, at, frozen, client_of):
    order = service.make_finished(workshop, at)
    inspector = client_of(R.QUALITY_INSPECTOR)
    address = reverse("order_inspect", args=[order.pk])
    assert order.vehicle.plate[2:] in inspector.get(reverse("inspection_list")).content.decode()
    assert "Say what was wrong." in inspector.post(address, {"passed": "no"}).content.decode()
    inspector.post(address, {"passed": "no", "cause": "work"})
    order.refresh_from_db()
    assert order.status == "qc_failed"
    service.finish_all(order, at)
    codes = [item.code for item in ChecklistItem.objects.final_of(order.vehicle)]
    inspector.post(address, {"passed": "yes", "items": codes[1:], "not_applicable": codes[:1], "road_test": "on"})
    order.refresh_from_db()
    seen = order.inspections.get(round=2)
    assert (order.status, seen.checked_items, seen.not_applicable) == ("ready", codes[1:], codes[:1])


def test_a_car_passes_only_when_every_point_was_looked_at(workshop, at, frozen, client_of):
    order = service.make_finished(workshop, at)
    inspector, address = client_of(R.QUALITY_INSPECTOR), reverse("order_inspect", args=[order.pk])
    codes = [item.code for item in ChecklistItem.objects.final_of(order.vehicle)]
    page = inspector.post(address, {"passed": "yes"}).content.decode()
    assert f"{len(codes)} points of the checklist are open: QC-01" in page
    page = inspector.post(address, {"passed": "yes", "items": codes[2:], "not_applicable": codes[:1]}).content.decode()
    assert "1 point of the checklist is open: QC-02." in page
    page = inspector.post(address, {"passed": "yes", "items": codes, "not_applicable": ["QC-03"]}).content.decode()
    assert "not both: QC-03." in page
    order.refresh_from_db()
    assert (order.status, order.inspections.count()) == ("qc_pending", 0)


def test_only_the_work_that_is_named_is_done_again(workshop, at, frozen, api_of):
    order, another = (service.make_finished(workshop, at) for _car in range(2))
    api, path = api_of(R.QUALITY_INSPECTOR), f"/repair-orders/{order.pk}/inspect/"
    verdict = {"passed": False, "cause": "work"}
    answer = api.post(path, verdict | {"jobs": [another.jobs.get().pk]})
    assert (answer.status_code, answer.json()["errors"]) == (400, {"jobs": ["This job belongs to another order."]})
    assert (order.jobs.count(), order.inspections.count()) == (1, 0)
    assert api.post(path, verdict | {"jobs": [order.jobs.get().pk]}).status_code == 200
    assert list(order.jobs.order_by("pk").values_list("rework", flat=True)) == [False, True]


def test_extra_work_is_asked_and_answered_on_pages(workshop, at, frozen, client_of):
    order = service.make_in_work(workshop, at)
    advisor = client_of(R.SERVICE_ADVISOR)
    operation = service.operations(service.DISCS)[0]
    advisor.post(reverse("extra_work", args=[order.pk]), {"operations": [operation.pk], "parts": ""})
    extra = order.extra_work.get()
    line = extra.estimate.lines.get()
    address = reverse("extra_work_answer", args=[order.pk, extra.pk])
    assert advisor.get(address).status_code == 200
    advisor.post(address, {f"line_{line.pk}": "approve", "channel": "phone"})
    line.refresh_from_db()
    assert (line.approval, line.answered_through) == ("approved", "phone")


@pytest.mark.parametrize("count", ["nan", "NaN", "inf", "0.333", "1e-7", "0", "-1", "1000", "1e400", "²", "two"])
def test_a_count_that_is_none_is_told_at_its_field(workshop, at, frozen, client_of, count):
    order = service.make_in_work(workshop, at)
    asked = {"operations": [service.operations(service.DISCS)[0].pk], "parts": f"04E115561AC {count}"}
    page = client_of(R.SERVICE_ADVISOR).post(reverse("extra_work", args=[order.pk]), asked)
    wrong = f"“{count}” is not a quantity: above 0, below 1,000, two decimals at most."
    assert (page.status_code, page.context["form"].errors) == (200, {"parts": [wrong]})


@pytest.mark.parametrize(("said", "count"), [("2", "2"), ("0.5", "0.5"), ("999.99", "999.99"), ("1.50", "1.50")])
def test_a_count_is_what_an_estimate_can_hold(workshop, said, count):
    [(part, found)] = PartsField().clean(f"04E115561AC × {said}")
    assert (part.number, str(found)) == ("04E115561AC", count)


def test_parts_are_issued_by_scan(workshop, at, frozen, client_of):
    order = service.make_dispatched(workshop, at, parts=1)
    clerk = client_of(R.PARTS_CLERK)
    address = reverse("order_parts", args=[order.pk])
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"code": "nonsense"}).status_code == 409
    assert clerk.post(address, {"code": service.PAD_SET.lower()}).status_code == 302
    assert order.reservations().get().status == "issued"


def test_bill_deliver_and_close_on_pages(workshop, at, frozen, client_of):
    order = service.make_ready(workshop, at)
    advisor = client_of(R.SERVICE_ADVISOR)
    advisor.post(reverse("order_bill", args=[order.pk]))
    order.refresh_from_db()
    advisor.post(reverse("order_deliver", args=[order.pk]))
    assert RepairOrder.objects.get(pk=order.pk).status == "ready"
    service.pay(order, at)
    advisor.post(reverse("order_deliver", args=[order.pk]))
    advisor.post(reverse("order_close", args=[order.pk]))
    assert RepairOrder.objects.get(pk=order.pk).status == "closed"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "role", "most", "make"),
    [
        ("order_list", R.SERVICE_ADVISOR, 8, service.make_dispatched),
        ("inspection_list", R.QUALITY_INSPECTOR, 8, service.make_failed),
        ("job_list", R.SERVICE_MANAGER, 8, service.make_finished),
        ("dispatch", R.SERVICE_MANAGER, 15, service.make_signed),
        ("reception", R.SERVICE_ADVISOR, 12, service.make_draft),
    ],
)
def test_a_list_takes_the_same_queries_for_one_and_three_rows(workshop, at, frozen, client_of, name, role, most, make):
    counts = []
    browser = client_of(role)
    browser.get(reverse(name))
    for rows in (1, 2):
        for _row in range(rows):
            make(workshop, at)
        with service.counted() as queries:
            assert browser.get(reverse(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most


@pytest.mark.slow
def test_an_order_takes_few_queries(workshop, at, client_of):
    order = service.make_paused(workshop, at, parts=1)
    service.ask(order, at)
    advisor = client_of(R.SERVICE_ADVISOR)
    advisor.get(order.get_absolute_url())
    with service.counted() as queries:
        advisor.get(order.get_absolute_url())
    assert len(queries) <= 12


def test_another_stores_order_is_not_there(workshop, other_store, at, client_of):
    with scope(store=other_store):
        order = service.make_draft(other_store, at)
    assert client_of(R.SERVICE_ADVISOR).get(order.get_absolute_url()).status_code == 404


def test_the_wrong_role_is_turned_away(workshop, at, client_of):
    order = service.make_ready(workshop, at)
    assert client_of(R.TECHNICIAN).post(reverse("order_bill", args=[order.pk])).status_code == 403
    assert client_of(R.SALES_CONSULTANT).get(order.get_absolute_url()).status_code == 403


def test_orders_are_exported_by_whoever_may(workshop, at, client_of):
    order = service.make_draft(workshop, at)
    answer = client_of(R.SERVICE_MANAGER).get(reverse("order_list"), {"format": "csv"})
    assert order.number in b"".join(answer.streaming_content).decode()


def test_another_stores_order_is_not_taken_back(workshop, at, frozen, client_of, other_store):
    with scope(store=other_store):
        order = service.make_checked_in(other_store, at)
    address = reverse("order_take_back", args=[order.pk])
    advisor = client_of(R.SERVICE_ADVISOR)
    assert [advisor.get(address).status_code, advisor.post(address).status_code] == [404, 404]
