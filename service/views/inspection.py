"""The final check: what waits for it, and the form with its verdict."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from core.views import ListPage
from customers.presenters import plate_for
from service.actions import handover
from service.filters import InspectionFilter
from service.forms.workshop import InspectForm
from service.models.checklists import ChecklistItem
from service.models.orders import RepairOrder
from service.models.work import Inspection
from service.perms import OrderPerm
from service.presenters.orders import agreed, dressed, line_groups
from service.rules.work import why_not_inspect
from service.views.orders import OrderForm
from service.work import Work


class InspectionList(ListPage):
    """Cars to inspect first, then what was inspected."""

    needs = OrderPerm.ORDER_INSPECT
    title = _("To inspect")
    template_name = "service/inspection_list.html"
    filter_class = InspectionFilter
    page_size = 20

    def get_queryset(self):
        rows = Inspection.objects.select_related("order__vehicle", "inspector")
        return rows.order_by("-at", "-pk")

    def get_context_data(self, **kwargs):
        waiting = RepairOrder.objects.filter(status=RepairOrder.Status.QC_PENDING).with_people().with_late(now())
        waiting = dressed(waiting.order_by("-late", "promised_at", "pk"), self.request.access)
        return super().get_context_data(waiting=waiting, at=now(), **kwargs)

    def paged(self, rows):
        context = super().paged(rows)
        for inspection in context["page_obj"]:
            inspection.plate_shown = plate_for(self.request.access, inspection.order.vehicle.plate)
        return context


class Inspect(OrderForm):
    needs = OrderPerm.ORDER_INSPECT
    title = _("Final inspection")
    template_name = "service/inspect.html"
    form_class = InspectForm

    @cached_property
    def work(self) -> Work:
        return Work.of(self.order)

    def get_form_kwargs(self):
        latest = {job.line_id: job for job in self.work.jobs}
        items = list(ChecklistItem.objects.final_of(self.order.vehicle))
        return {**super().get_form_kwargs(), "jobs": list(latest.values()), "items": items}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            work=self.work,
            groups=line_groups(self.work.approved),
            agreed=agreed(self.work.lines),
            why_not=why_not_inspect(self.work, self.request.access),
            back_url=reverse("inspection_list"),
            **kwargs,
        )

    def act(self, form):
        facts = form.facts
        chosen = set(facts.pop("jobs"))
        jobs = [job for job in self.work.jobs if job.pk in chosen]
        facts["checked_items"] = facts.pop("items")
        handover.inspect(self.order, by=self.request.access, at=now(), jobs=jobs, **facts)
        return reverse("inspection_list")
