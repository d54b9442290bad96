"""The call player, the queue, one call."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.perms import StaffPerm
from accounts.transitions import acts_of
from core.views import DetailPage, FormPage
from customers.presenters import phone_for, plate_for
from followup.actions import calls
from followup.filters import CallFilter
from followup.forms import CallForm, SkipForm
from followup.models.calls import CallTask
from followup.perms import FollowupPerm
from followup.presenters import briefing, progress
from followup.rules.calls import OUTCOMES
from followup.views.lists import Worklist


class Player(FormPage):
    """The leased call with its briefing, its script and its form; without a call, the button to start."""

    needs = FollowupPerm.QUEUE_WORK
    title = _("Calls")
    template_name = "followup/call_player.html"
    form_class = CallForm
    http_method_names = ["get", "head", "options"]  # a call is wrapped up at its own address

    def get_task(self):
        held = CallTask.objects.held_by(self.request.user, now()).with_people()
        return held.first()

    def get_form(self, form_class=None):
        self.task = self.get_task()
        return super().get_form(form_class) if self.task else None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "task": self.task, "at": now()}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        facts = briefing(self.task, self.request.access) if self.task else {}
        offered = OUTCOMES[self.task.kind] if self.task else ()
        keys = {str(code): number for number, code in enumerate(offered, 1)}
        return {**context, "task": self.task, "keys": keys, "progress": progress(self.request.access, now()), **facts}


class FinishCall(Player):
    http_method_names = FormPage.http_method_names

    def get_task(self):
        return get_object_or_404(CallTask.objects.with_people(), pk=self.kwargs["pk"])

    def act(self, form):
        finish = calls.finish_call if "stop" in self.request.POST else calls.finish_and_next
        finish(self.task, by=self.request.access, at=now(), **form.facts)
        return "call_list" if "stop" in self.request.POST else "call_player"


class SkipCall(FormPage):
    needs = FollowupPerm.QUEUE_WORK
    title = _("Skip this call")
    form_class = SkipForm

    @cached_property
    def task(self):
        return get_object_or_404(CallTask.objects.with_people(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=self.task, back_url=reverse("call_player"), **kwargs)

    def act(self, form):
        calls.skip_call(self.task, by=self.request.access, at=now(), **form.facts)
        return "call_player"


@needs(FollowupPerm.QUEUE_WORK)
@require_POST
def next_call(request):
    calls.next_call(by=request.access, at=now())
    return redirect("call_player")


@needs(FollowupPerm.QUEUE_WORK)
@require_POST
def take_call(request, pk):
    calls.take_call(get_object_or_404(CallTask, pk=pk), by=request.access, at=now())
    return redirect("call_player")


class CallList(Worklist):
    needs = FollowupPerm.QUEUE_VIEW
    title = _("Call queue")
    template_name = "followup/call_list.html"
    first_state = "due"
    filter_class = CallFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": _("No calls here. New ones appear by themselves after a visit."), "icon": "headset"}
    columns = [
        (_("Customer"), lambda call, access: str(call.customer)),
        (_("Phone"), lambda call, access: phone_for(access, call.phone)),
        (_("Plate"), lambda call, access: plate_for(access, call.plate or "")),
        (_("kind"), lambda call, access: call.get_kind_display()),
        (pgettext_lazy("calls", "about"), lambda call, access: call.about),
        (pgettext_lazy("call", "due"), lambda call, access: call.due_at),
        (_("attempts"), lambda call, access: call.attempts),
        (_("Status"), lambda call, access: call.get_status_display()),
        (_("Outcome"), lambda call, access: call.last_outcome_label),
        (pgettext_lazy("follow-up", "the customer's own words"), lambda call, access: call.last_words or ""),
    ]

    def get_queryset(self):
        rows = CallTask.objects.in_list()
        queue = self.chosen().get("state") in {"due", "later", "held", "open"}
        return rows.urgent_first() if queue else rows.order_by("-due_at", "-pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(at=now(), chips=self.chips(), **kwargs)

    def chips(self):
        chosen = self.chosen().get("state")
        states = [
            ("due", _("To call now")),
            ("later", pgettext_lazy("calls", "Later")),
            ("done", pgettext_lazy("calls", "Done")),
            ("given_up", pgettext_lazy("calls", "Given up")),
            ("", _("All")),
        ]
        return [{"label": label, "url": f"?state={state}", "active": chosen == state} for state, label in states]


class CallDetail(DetailPage):
    needs = FollowupPerm.QUEUE_VIEW
    template_name = "followup/call_detail.html"

    def get_queryset(self):
        return CallTask.objects.with_people().select_related("complaint")

    def get_context_data(self, **kwargs):
        acts = acts_of(self.object, self.request.access, now())
        case = getattr(self.object, "complaint", None)
        facts = briefing(self.object, self.request.access)
        return super().get_context_data(task=self.object, case=case, acts=acts, **facts, **kwargs)
