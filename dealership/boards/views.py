"""The managers' boards: the store, sales, the workshop, the group; each number opens its rows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from billing.perms import BillPerm
from core.views import Page
from dealership.boards import days, group, registry
from dealership.boards.panels import Panels, trend
from followup.perms import FollowupPerm
from sales.metrics import lost_reasons
from service.metrics import waiting_for_what


class Board(Page):
    """A board: present figures, figures of the days with their change, charts by week, and lists.

    Figures whose rows the person may not open are left out. All counts together take one statement.
    """

    template_name = "dealership/board.html"
    now: list[str] = []
    over: list[str] = []
    trends: list[str] = []

    def get_context_data(self, **kwargs):
        at = now()
        today = self.request.access.store.today(at)
        period, first, last = days.of(self.request.GET, today)
        panels = Panels([self.visible(codes) for codes in (self.now, self.over, self.trends)], first, last, at)
        return super().get_context_data(
            panels=panels,
            behind=self.behind(first, last, at),
            chips=days.chips(period),
            first=first,
            last=last,
            at=at,
            running=last >= today,
            **kwargs,
        )

    def visible(self, codes: list[str]) -> list[str]:
        return [code for code in codes if registry.may_see(self.request.access, code)]

    def behind(self, first, last, at) -> list[tuple]:
        """The lists beside the figures: (heading, rows of {label, value, url}, text of an empty list)."""
        return []


class StoreBoard(Board):
    needs = StaffPerm.BOARD_STORE
    title = _("The store")
    now = [
        *("SVC_LATE_NOW", "SVC_WAIT_PARTS", "SVC_WAIT_CUSTOMER", "APPT_UNREADY"),
        *("APPT_AT_RISK", "RESCUE_OPEN", "SALES_OVERDUE", "CRM_OPEN", "BILL_OPEN"),
    ]
    over = [
        *("SVC_CARS", "SVC_APPT_RATE", "SVC_APPT_SHOW", "SVC_ONTIME_DELIVERY", "SVC_REV", "TAKINGS"),
        *("UNMET", "SALES_NEW", "SALES_FOLLOW_ONTIME", "CRM_CSI", "CRM_COMPLAINT"),
    ]
    trends = ["SVC_CARS", "SALES_NEW"]

    def behind(self, first, last, at):
        return [(_("What the cars wait for"), waiting_for_what(), _("No car waits for anything."))]


class SalesBoard(Board):
    needs = StaffPerm.BOARD_SALES
    title = _("Sales board")
    now = ["SALES_OVERDUE", "SALES_NO_STEP", "SALES_REVIEW", "SALES_CASES"]
    over = ["SALES_FOLLOW_ONTIME", "SALES_NEW", "SALES_LEAD_CONV", "SALES_LOST", "SALES_DEFEAT", "SALES_YIELDS"]
    trends = ["SALES_NEW", "SALES_FOLLOW_ONTIME"]

    def behind(self, first, last, at):
        return [(_("Why leads were lost"), lost_reasons(first, last, at), _("No lead was lost in these days."))]


class ServiceBoard(Board):
    needs = StaffPerm.BOARD_SERVICE
    title = _("Workshop board")
    now = [
        *("SVC_LATE_NOW", "SVC_WAIT_PARTS", "SVC_WAIT_CUSTOMER", "APPT_UNREADY"),
        *("APPT_AT_RISK", "RESCUE_OPEN", "PART_SHORT"),
    ]
    over = [
        *("SVC_APPT_RATE", "SVC_APPT_SHOW", "SVC_APPT_ONTIME"),
        *("SVC_CARS", "SVC_ONTIME_DELIVERY", "SVC_SAMEDAY", "QC_PASS"),
        *("SVC_REWORK_INT", "SVC_FFV", "TECH_EFF", "PART_FILL", "UNMET"),
    ]
    trends = ["SVC_CARS", "SVC_ONTIME_DELIVERY"]

    def behind(self, first, last, at):
        return [(_("What the cars wait for"), waiting_for_what(), _("No car waits for anything."))]


class MetricPage(Page):
    needs = (
        StaffPerm.BOARD_STORE,
        StaffPerm.BOARD_SALES,
        StaffPerm.BOARD_SERVICE,
        FollowupPerm.QUEUE_VIEW,
        BillPerm.BILL_VIEW,
    )
    template_name = "dealership/metric.html"

    def get_context_data(self, code, **kwargs):
        if code not in registry.codes():
            raise Http404
        if not registry.may_see(self.request.access, code):
            raise PermissionDenied
        at = now()
        period, first, last = days.of(self.request.GET, self.request.access.store.today(at))
        figure = registry.figure(code, first, last, at)
        measured = code in registry.metrics()
        facts = {"figure": figure, "definition": registry.definitions().get(code), "first": first, "last": last}
        facts["weeks"] = trend(registry.figures(registry.weeks(code, last), at)) if measured else []
        return super().get_context_data(**facts, **kwargs) | {"title": figure.name}


class GroupBoard(Page):
    needs = StaffPerm.BOARD_GROUP
    title = _("Stores side by side")
    template_name = "dealership/group_board.html"

    def get_context_data(self, **kwargs):
        at, stores = now(), list(self.request.access.stores)
        period, first, last = days.of(self.request.GET, localdate(at, stores[0].zone if stores else None))
        chips = days.chips(period)
        rows = group.table(stores, first, last, at) if stores else []
        return super().get_context_data(rows=rows, columns=group.COLUMNS, chips=chips, first=first, last=last, **kwargs)
