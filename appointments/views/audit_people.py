"""How each person kept the rules that he answers for, week by week; everybody sees his own."""

from datetime import date, timedelta

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.perms import StaffPerm
from appointments.audit import weeks
from appointments.audit.catalogue import RULES, Rule, rule_of
from appointments.audit.verdicts import State
from appointments.perms import AppointmentPerm
from appointments.views.audit import said
from core.clock import day_or_none
from core.parameters import key
from core.views import ListPage
from customers.presenters import plate_for

COUNTED = (State.PASS, State.FAIL, State.PENDING, State.NOT_MEASURED)


class Week:
    """The week, the person and the rule in the address; the present week when none can be meant."""

    rows_name = "audit_person_rows"

    @cached_property
    def at(self):
        return now()

    @cached_property
    def monday(self) -> date:
        store = self.request.access.store
        return weeks.monday_of(day_or_none(self.request.GET.get("week", "")) or store.today(self.at))

    @property
    def person(self) -> str:
        """The key of the person, "none" for what nobody answers for by name, "" for everybody."""
        chosen = self.request.GET.get("person", "")
        return chosen if chosen in {"", weeks.NOBODY} or key(chosen) else ""

    @cached_property
    def rule(self) -> Rule | None:
        code = self.request.GET.get("rule", "")
        if code and rule_of(code) is None:
            raise Http404
        return rule_of(code)

    def ones(self, monday: date):
        audits = weeks.judged_in(monday, store=self.request.access.store, at=self.at)
        return weeks.each(audits, person=self.person, rule=self.rule)

    def chosen(self, **other) -> str:
        """The parameters of an address with the present choice, or another."""
        own = {"week": self.monday, "person": self.person, "rule": self.rule.code if self.rule else ""}
        return f"?{urlencode({name: str(value) for name, value in (own | other).items() if value})}"


class AuditPeople(Week, ListPage):
    """A line for each person; of one person (or a rule of all) a line for each rule. Each number opens its rows."""

    needs = StaffPerm.BOARD_SERVICE
    export_needs = StaffPerm.EXPORT
    title = _("The 23 rules by person")
    template_name = "appointments/audit_people.html"
    page_size = 200
    empty = {"text": _("Nothing was decided or opened in this week."), "icon": "check-circle"}
    columns = [
        (_("Person"), lambda line, access: str(line.person or _("nobody by name"))),
        (_("Rule"), lambda line, access: line.rule.code if line.rule else ""),
        *((state.label, lambda line, access, state=state: line.tally.counts[state]) for state in COUNTED),
        (_("Corrected"), lambda line, access: line.tally.corrected),
        (_("Passed, of those decided"), lambda line, access: line.share),
    ]

    @cached_property
    def is_over(self) -> bool:
        return weeks.is_over(self.monday, self.request.access.store, self.at)

    def get_queryset(self):
        lines = weeks.by_rule if self.person else weeks.by_person
        rows = lines(self.ones(self.monday))
        return weeks.compare(rows, lines(self.ones(self.monday - weeks.WEEK))) if self.is_over else rows

    def get_context_data(self, **kwargs):
        store = self.request.access.store
        context = super().get_context_data(**kwargs)
        this_week = weeks.monday_of(store.today(self.at))
        person = User.objects.filter(pk=self.person).first() if key(self.person) else None
        facts = {"first": self.monday, "last": self.monday + timedelta(days=6), "person": person, "rule": self.rule}
        facts |= {"before": self.chosen(week=self.monday - weeks.WEEK), "after": self.chosen(week=self.next_week)}
        facts |= {"is_over": self.is_over, "is_last": self.monday >= this_week, "fewest": weeks.FEWEST}
        facts |= {"states": COUNTED, "rules": RULES, "chosen": self.person, "own": self.own, "week": self.monday}
        return context | facts | {"lines": [self.cells(line) for line in context["page_obj"]]}

    own = False

    @property
    def next_week(self) -> date:
        return self.monday + weeks.WEEK

    def cells(self, line: weeks.Line) -> dict:
        """A line with its counts, each with the address of its rows."""
        chosen = {"person": line.key if not self.person else self.person}
        chosen |= {"rule": line.rule.code} if line.rule else {}
        counts = [
            {"state": state, "count": line.tally.counts[state], "url": self.rows_url(state=state, **chosen)}
            for state in COUNTED
        ]
        corrected = self.rows_url(corrected=1, **chosen)
        return {
            "line": line,
            "cells": counts,
            "corrected_url": corrected,
            "url": self.request.path + self.chosen(**chosen),
        }

    def rows_url(self, **chosen) -> str:
        return reverse(self.rows_name) + self.chosen(**chosen)


class AuditPersonRows(Week, ListPage):
    """The judgements behind a number: one row for each."""

    needs = StaffPerm.BOARD_SERVICE
    export_needs = StaffPerm.EXPORT
    template_name = "appointments/audit_person_rows.html"
    title = _("The 23 rules by person")
    empty = {"text": _("No judgement of this week stands so."), "icon": "check-circle"}
    columns = [
        (_("Number"), lambda row, access: row["appointment"].number),
        (_("Start"), lambda row, access: row["appointment"].start.astimezone(access.store.zone).replace(tzinfo=None)),
        (_("Plate"), lambda row, access: plate_for(access, row["appointment"].vehicle.plate)),
        (_("Person"), lambda row, access: str(row["person"] or "")),
        (_("Rule"), lambda row, access: row["rule"].code),
        (_("Evidence"), lambda row, access: said({row["rule"]: row["judgement"]})),
    ]

    @cached_property
    def state(self) -> str:
        code = self.request.GET.get("state")
        return State(code) if code in State.values else State.FAIL

    @cached_property
    def corrected(self) -> bool:
        return self.request.GET.get("corrected") == "1"

    def get_queryset(self):
        return [
            {"appointment": one.audit.appointment, "rule": one.rule, "judgement": one.judgement, "person": one.person}
            for one in self.ones(self.monday)
            if (one.judgement.correction if self.corrected else one.judgement.state == self.state)
        ]

    def get_context_data(self, **kwargs):
        last = self.monday + timedelta(days=6)
        facts = {"first": self.monday, "last": last, "state": self.state, "corrected": self.corrected}
        back = reverse("audit_mine" if self.own else "audit_people")
        facts["back_url"] = back + self.chosen()
        return super().get_context_data(**facts, **kwargs)

    own = False


class Own:
    """Only what the person who reads answers for himself."""

    needs = AppointmentPerm.APPOINTMENT_VIEW
    own = True
    rows_name = "audit_mine_rows"

    @property
    def person(self) -> str:
        return str(self.request.access.user.pk)


class MyAudit(Own, AuditPeople):
    title = _("My 23 rules")


class MyAuditRows(Own, AuditPersonRows):
    title = _("My 23 rules")
