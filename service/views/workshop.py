"""The workshop: dispatch and overview, the technician's own page, findings, parts by scan, finished work."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.perms import StaffPerm
from appointments.models.answers import answers_prefetched
from capacity.models.resources import Resource
from capacity.presenters.bays import bays_and_people
from capacity.presenters.resources import own_shifts
from core.views import ListPage, Page
from customers.presenters import plate_for
from parts.models import Reservation
from parts.perms import PartPerm
from service.actions import findings, materials, workshop
from service.filters import JobFilter
from service.forms.workshop import DispatchForm, FindingForm, PauseForm, ScanForm
from service.models.orders import RepairOrder
from service.models.work import Job, WorkLog
from service.perms import OrderPerm
from service.presenters.choices import places_for
from service.presenters.day import Day
from service.presenters.jobs import bench_acts
from service.presenters.orders import dressed
from service.rules.work import AT_THE_CAR, why_not_dispatch
from service.views.board import DayBoard
from service.views.orders import OrderForm
from service.work import Work

S = RepairOrder.Status


class Dispatch(DayBoard):
    """The day board with the cars that wait for people, and what every car waits for."""

    needs = OrderPerm.ORDER_DISPATCH
    title = _("Dispatch")
    template_name = "service/dispatch.html"
    plain = True  # the cards stand above the rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.is_part else context | self.cards(context["board"])

    def cards(self, day_board) -> dict:
        orders = dressed(day_board.in_workshop if day_board else in_the_workshop(now()), self.request.access)
        to_give = Day(in_workshop=orders).waiting_to_be_given()
        works = Work.of_all(to_give)
        resources = day_board.resources if day_board else list(bays_and_people())
        places = workshop.booked_places(to_give)
        waiting = [
            {
                "order": order,
                "plate": order.plate_shown,
                "form": DispatchForm(rows=places_for(works[order.pk], resources, places[order.pk])),
            }
            for order in to_give
        ]
        return {"waiting": waiting, "counts": counts(orders)}


def in_the_workshop(at) -> list[RepairOrder]:
    """The cars in the workshop on a day on which the store is closed."""
    rows = RepairOrder.objects.in_workshop().with_people().with_late(at).with_waiting().with_undispatched()
    return list(rows.order_by("pk"))


def counts(orders: list[RepairOrder]) -> dict:
    waits = [order.waiting_for for order in orders]
    return {
        "all": len(orders),
        "late": sum(order.late for order in orders),
        "working": sum(order.status == S.IN_PROGRESS for order in orders),
        "parts": waits.count(RepairOrder.Waiting.PARTS),
        "customer": waits.count(RepairOrder.Waiting.CUSTOMER),
    }


class DispatchOrder(OrderForm):
    needs = OrderPerm.ORDER_DISPATCH
    title = _("Dispatch")
    template_name = "service/dispatch_form.html"
    form_class = DispatchForm

    def get_form_kwargs(self):
        resources = Resource.objects.usable().filter(kind__in=["bay", "technician"]).select_related("bay_type")
        places = workshop.booked_places([self.order])[self.order.pk]
        rows = places_for(Work.of(self.order), list(resources.order_by("pk")), places)
        return {**super().get_form_kwargs(), "rows": rows}

    def get_context_data(self, **kwargs):
        why_not = why_not_dispatch(Work.of(self.order))
        return super().get_context_data(why_not=why_not, submit_label=_("Dispatch"), **kwargs)

    def act(self, form):
        facts = {"by": self.request.access, "at": now(), "assignments": form.assignments()}
        workshop.dispatch(self.order, **facts)
        messages.success(self.request, now_("%(order)s is dispatched.") % {"order": self.order})
        return reverse("dispatch")


class MyWork(Page):
    """The technician's own jobs, the running one first and large."""

    needs = OrderPerm.ORDER_WORK
    title = _("My work")
    template_name = "service/my_work.html"

    def get_context_data(self, **kwargs):
        at, by = now(), self.request.access
        jobs = Job.objects.of_technician(by.user).unfinished().with_people().with_clock()
        jobs = jobs.select_related("order__vehicle__model", "order__customer", "order__appointment")
        jobs = jobs.prefetch_related(answers_prefetched("order__appointment"))
        rank = {Job.Status.WORKING: 0, Job.Status.PAUSED: 1, Job.Status.WAITING: 2}
        jobs = sorted(jobs, key=lambda job: (rank[job.status], job.order.promised_at or at, job.pk))
        running = next((job for job in jobs if job.is_running), None)
        for job in jobs:
            job.acts = bench_acts(job, by, at, running)
            job.is_late = job.order.is_late(at)
            job.plate = plate_for(by, job.order.vehicle.plate)
            job.elapsed = job.minutes() + (int((at - job.running_since).total_seconds() // 60) if running is job else 0)
        first = jobs[0] if jobs else None
        return super().get_context_data(
            at=at,
            shifts=own_shifts(by.user, by.store, by.store.today(at)),
            job=first,
            jobs=jobs[1:],
            parts=first.order.reservations().order_by("pk") if first else [],
            findings=first.order.findings.order_by("-pk") if first else [],
            pauses=WorkLog.Pause.choices,
            finding_form=FindingForm(),
            **kwargs,
        )


def job_act(act):
    """Do one act on one of the technician's jobs, then show his page again."""

    @require_POST
    @needs(OrderPerm.ORDER_WORK)
    def view(request, pk):
        job = get_object_or_404(Job.objects.select_related("order", "technician"), pk=pk)
        act(job, by=request.access, at=now())
        return redirect("my_work")

    return view


start = job_act(workshop.start)
resume = job_act(workshop.resume)
finish = job_act(workshop.finish)
ask_for_parts = job_act(materials.ask_for_parts)


@require_POST
@needs(OrderPerm.ORDER_WORK)
def pause(request, pk):
    job = get_object_or_404(Job.objects.select_related("order", "technician"), pk=pk)
    form = PauseForm(request.POST)
    if form.is_valid():
        workshop.pause(job, by=request.access, at=now(), **form.facts)
    else:
        messages.error(request, now_("Say why you pause."))
    return redirect("my_work")


class Find(OrderForm):
    """A finding with its photo, from the technician's page."""

    needs = AT_THE_CAR
    title = _("Finding")
    template_name = "service/finding_form.html"
    form_class = FindingForm

    def act(self, form):
        facts = form.facts
        picture = facts.pop("photo")
        findings.find(self.order, by=self.request.access, at=now(), picture=picture, **facts)
        return reverse("my_work") if self.request.access.can(OrderPerm.ORDER_WORK) else self.order


class OrderParts(OrderForm):
    """The parts of an order, issued to the workshop by scan."""

    needs = (PartPerm.PART_MOVE, OrderPerm.ORDER_WORK, OrderPerm.ORDER_OPEN)
    title = _("Parts")
    template_name = "service/order_parts.html"
    form_class = ScanForm

    def get_context_data(self, **kwargs):
        rows = list(self.order.reservations().order_by("pk"))
        left = [row for row in rows if row.status in {Reservation.Status.RESERVED, Reservation.Status.PICKED}]
        return super().get_context_data(
            rows=rows, left=len(left), can_issue=self.request.access.can(PartPerm.PART_MOVE), **kwargs
        )

    def act(self, form):
        issued = materials.issue_part(self.order, by=self.request.access, at=now(), **form.facts)
        messages.success(self.request, now_("Issued: %(part)s") % {"part": issued.item.part})
        return self.request.path


class JobList(ListPage):
    """Finished work with the time it took: the rows behind a technician's efficiency."""

    needs = (StaffPerm.BOARD_SERVICE, OrderPerm.ORDER_DISPATCH)
    title = _("Finished work")
    template_name = "service/job_list.html"
    filter_class = JobFilter
    export_needs = StaffPerm.EXPORT
    columns = [
        (_("order"), lambda job, access: job.order.number),
        (_("work"), lambda job, access: str(job.line.operation)),
        (_("technician"), lambda job, access: job.technician.name),
        (_("rework"), lambda job, access: job.rework),
        (_("standard minutes"), lambda job, access: 0 if job.rework else job.line.minutes),
        (_("minutes on the clock"), lambda job, access: job.minutes()),
        (_("done"), lambda job, access: job.done_at),
    ]

    def get_queryset(self):
        rows = Job.objects.filter(done_at__isnull=False).with_people().with_clock().select_related("order")
        return rows.order_by("-done_at", "-pk")
