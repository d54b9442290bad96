"""The live audit: one appointment by the 23 rules, and how the store kept each of them in some days."""

from datetime import date, timedelta

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from appointments.audit import catalogue, judge
from appointments.audit.catalogue import RULES, Rule, Side
from appointments.audit.corrections import CORRECTABLE
from appointments.audit.judge import Tally
from appointments.audit.verdicts import State
from appointments.models.calls import PhoneCall
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from core.clock import day_bounds, day_or_none
from core.views import ListPage, Page
from customers.presenters import plate_for

PERIODS = {
    "today": (0, 0, _("Today")),
    "tomorrow": (1, 1, _("Tomorrow")),
    "week": (-6, 0, _("7 days")),
    "month": (-29, 0, _("30 days")),
}
MOST_DAYS = 92


class AppointmentAudit(Page):
    """The page of the rules; for htmx the panel alone, which the appointment's page shows."""

    needs = AppointmentPerm.APPOINTMENT_VIEW
    title = _("The 23 rules")
    template_name = "appointments/appointment_audit.html"

    def get_context_data(self, pk, **kwargs):
        audit = judge.of(pk, store=self.request.access.store, at=now())
        if audit is None:
            raise Http404
        facts = {"object": audit.appointment, "groups": audit.by_side(), "correctable": CORRECTABLE}
        may_correct = self.request.access.can(AppointmentPerm.AUDIT_CORRECT)
        return super().get_context_data(**facts, may_correct=may_correct, **kwargs)

    def get_template_names(self):
        names = super().get_template_names()
        return [f"{names[0]}#panel"] if self.request.htmx and not self.request.htmx.boosted else names


class Days:
    """The days in the address: a period by name, or `from` and `to`; at most three months, the latest."""

    usual = "week"

    @cached_property
    def at(self):
        return now()

    @cached_property
    def days(self) -> tuple[str, date, date]:
        """(period, first, last); an unknown period is the usual one."""
        parameters, today = self.request.GET, self.request.access.store.today(self.at)
        first, last = (day_or_none(parameters.get(edge, "")) for edge in ("from", "to"))
        if first and last:
            return "", max(first, last - timedelta(days=MOST_DAYS - 1)), last
        period = parameters.get("period") if parameters.get("period") in PERIODS else self.usual
        first, last, _label = PERIODS[period]
        return period, today + timedelta(days=first), today + timedelta(days=last)

    def judged(self):
        """The judgements of the appointments of these days."""
        zone = self.request.access.store.zone
        _period, first, last = self.days
        rows = Appointment.objects.between(day_bounds(first, zone)[0], day_bounds(last, zone)[1])
        rows = rows.filter(kind=Appointment.Kind.APPOINTMENT).order_by("start", "pk")
        return judge.judged(rows, store=self.request.access.store, at=self.at)

    def rows_url(self, **chosen) -> str:
        """The address of the appointments behind a number of these days."""
        _period, first, last = self.days
        days = {"from": first.isoformat(), "to": last.isoformat()}
        return f"{reverse('audit_rows')}?{urlencode(chosen | days)}"


class AuditBoard(Days, Page):
    needs = StaffPerm.BOARD_SERVICE
    title = _("The 23 rules")
    template_name = "appointments/audit_board.html"

    def get_context_data(self, **kwargs):
        period, first, last = self.days
        audits = list(self.judged())
        tallies = judge.tally(audits)
        chips = [
            {"label": label, "url": f"?period={code}", "active": code == period}
            for code, (_first, _last, label) in PERIODS.items()
        ]
        facts = {"first": first, "last": last, "at": self.at, "chips": chips, "count": len(audits)}
        facts["engaged"] = self.engaged(first, last)
        groups = [(side.label, [self.line(tally) for tally in tallies if tally.rule.side == side]) for side in Side]
        return super().get_context_data(groups=groups, states=State, **facts, **kwargs)

    def engaged(self, first: date, last: date) -> dict | None:
        """The engaged lines of these days, and the hour with most of them: callers who never booked have no row."""
        zone = self.request.access.store.zone
        hours = PhoneCall.objects.engaged_hours(day_bounds(first, zone)[0], day_bounds(last, zone)[1])
        if not hours:
            return None
        worst = max(hours, key=hours.get)
        days = urlencode({"state": "engaged", "since": first.isoformat(), "until": last.isoformat()})
        url = f"{reverse('phone_call_list')}?{days}"
        return {"count": sum(hours.values()), "most": hours[worst], "hour": worst, "url": url}

    def line(self, tally: Tally) -> dict:
        """A rule with its counts, each with the address of its rows."""
        cells = [
            {"state": state, "count": tally.counts[state], "url": self.rows_url(rule=tally.rule.code, state=state)}
            for state in State
        ]
        return {"tally": tally, "rule": tally.rule, "cells": cells}


class AuditRows(Days, ListPage):
    """Appointments for which a rule (or any) is in a state, with the evidence."""

    needs = StaffPerm.BOARD_SERVICE
    export_needs = StaffPerm.EXPORT
    template_name = "appointments/audit_rows.html"
    empty = {"text": _("No appointment in these days stands so."), "icon": "check-circle"}
    columns = [
        (_("Number"), lambda row, access: row["appointment"].number),
        (_("Start"), lambda row, access: row["appointment"].start.astimezone(access.store.zone).replace(tzinfo=None)),
        (_("Plate"), lambda row, access: plate_for(access, row["appointment"].vehicle.plate)),
        (_("Service advisor"), lambda row, access: row["appointment"].advisor.name),
        (_("Rules"), lambda row, access: " ".join(rule.code for rule in row["judgements"])),
        (_("Evidence"), lambda row, access: said(row["judgements"])),
    ]

    @cached_property
    def state(self) -> str:
        code = self.request.GET.get("state")
        return State(code) if code in State.values else State.FAIL

    @cached_property
    def rule(self) -> Rule | None:
        code = self.request.GET.get("rule", "")
        if code and catalogue.rule_of(code) is None:
            raise Http404
        return catalogue.rule_of(code)

    def get_title(self):
        return f"{self.rule.code} · {self.rule.name}" if self.rule else _("The 23 rules")

    def get_queryset(self):
        rules = [self.rule] if self.rule else RULES
        rows = ((one.appointment, one.in_state(self.state, rules)) for one in self.judged())
        return [{"appointment": row, "judgements": judgements} for row, judgements in rows if judgements]

    def get_context_data(self, **kwargs):
        _period, first, last = self.days
        chosen = {"rule": self.rule.code} if self.rule else {}
        chips = [
            {"label": state.label, "url": self.rows_url(state=state, **chosen), "active": state == self.state}
            for state in State
        ]
        return super().get_context_data(chips=chips, first=first, last=last, state=self.state, **kwargs)


def said(judgements: dict) -> str:
    """The evidence of these judgements in one line."""
    return " · ".join(proof.text for one in judgements.values() for proof in one.evidence)
