"""Pages of the hotline: the log, the bell, a call that a clerk writes down, calling back (SERVICE-R3, SERVICE-D1)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Access
from accounts.needs import needs
from accounts.perms import StaffPerm
from appointments.actions.calls import call_back, log_call, note_call, open_call, reply_to_question
from appointments.filters import PhoneCallFilter
from appointments.forms.calls import AboutForm, CallBackForm, ReplyForm, WrittenCallForm
from appointments.models.calls import PhoneCall
from appointments.models.late import LateCall
from appointments.perms import AppointmentPerm
from appointments.presenters.hotline import at_the_bell, desk_of, wall
from appointments.rules.calls import why_not_call_back, why_not_reply
from appointments.settings import CALL_BACK, QUESTION_ANSWER
from core.views import FormPage, ListPage
from customers.presenters import phone_for


class PhoneCallList(ListPage):
    needs = AppointmentPerm.CALL_TAKE
    title = gettext_lazy("Calls on the hotline")
    template_name = "appointments/phone_call_list.html"
    filter_class = PhoneCallFilter
    empty = {"text": gettext_lazy("No call yet."), "icon": "phone"}
    export_needs = StaffPerm.EXPORT
    columns = [
        (gettext_lazy("Rang"), lambda row, access: row.rang_at.astimezone(access.store.zone).replace(tzinfo=None)),
        (gettext_lazy("Caller"), lambda row, access: phone_for(access, row.number)),
        (gettext_lazy("Customer"), lambda row, access: row.customer.name if row.customer else ""),
        (gettext_lazy("Reason"), lambda row, access: str(row.get_reason_display())),
    ]

    def get_queryset(self):
        calls = PhoneCall.objects.select_related("customer", "taken_by", "called_back_by")
        return calls.select_related("line", "opened_by").order_by("-rang_at", "-pk")

    def get(self, request, *args, **kwargs):
        if request.GET.get("wall") == "1":
            return render(request, "appointments/phone_wall.html", wall(request.access, now()))
        return super().get(request, *args, **kwargs)

    def paged(self, rows):
        context, at, store = super().paged(rows), now(), self.request.access.store
        within, answered_within = CALL_BACK.span(store), QUESTION_ANSWER.span(store)
        for call in context["page_obj"]:
            call.overdue, call.ringing = call.is_overdue(at, within), call.is_ringing(at)
            call.question_late = call.is_open_question and at > call.asked_at + answered_within
        if self.request.GET.get("state") == "owed":
            context["empty"] = {"text": _("Nobody waits for a call. Well done."), "icon": "phone"}
        return context

    def get_context_data(self, **kwargs):
        return super().get_context_data(chips=self.chips(), **kwargs)

    def chips(self) -> list[dict]:
        here = self.request.GET.get("state", "")
        waiting = PhoneCall.objects.waiting()
        owed = _("To be called back: %(count)s") % {"count": waiting["owed"]}
        questions = _("Open questions: %(count)s") % {"count": waiting["questions"]}
        choices = {"": _("All calls"), "owed": owed, "question": questions, "missed": _("Missed")}
        choices |= {"engaged": _("Line engaged"), "hidden": _("Number hidden")}
        chips = [
            {"label": label, "url": f"?state={code}" if code else "?", "active": code == here}
            for code, label in choices.items()
        ]
        late = _("Late customers: %(count)s") % {"count": LateCall.objects.open().count()}
        return [*chips, {"label": late, "url": reverse("late_call_list"), "active": False}]


class CallForm(FormPage):
    """A form about one call of the log."""

    needs = AppointmentPerm.CALL_TAKE
    template_name = "appointments/phone_call_form.html"

    @cached_property
    def call(self):
        return get_object_or_404(PhoneCall.objects.select_related("customer"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(call=self.call, back_url=reverse("phone_call_list"), **kwargs)

    def get_initial(self):
        return {"reason": self.call.reason, "note": self.call.note, "stays_open": self.call.is_open_question}


def after(call: PhoneCall, by: Access, state: str = "") -> str:
    """Where the clerk goes on: a service that we lack is written down next, with the caller and his words."""
    if call.reason == PhoneCall.Reason.NOT_OFFERED and by.can(AppointmentPerm.UNMET_LOG):
        return f"{reverse('unmet_new')}?{urlencode({'call': call.pk, 'words': call.note})}"
    return reverse("phone_call_list") + state


class WriteCall(FormPage):
    needs = AppointmentPerm.CALL_TAKE
    title = gettext_lazy("Write a call down")
    form_class = WrittenCallForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=reverse("phone_call_list"), **kwargs)

    def act(self, form):
        call = log_call(by=self.request.access, at=now(), **form.facts)
        messages.success(self.request, _("The call is in the log."))
        return after(call, self.request.access)


class NoteCall(CallForm):
    title = gettext_lazy("What the call was about")
    form_class = AboutForm

    def act(self, form):
        call = note_call(self.call, by=self.request.access, at=now(), **form.facts)
        return after(call, self.request.access)


class Reply(CallForm):
    title = gettext_lazy("Answer the question")
    form_class = ReplyForm

    def get_initial(self):
        return {"reply": self.call.reply}

    def get_context_data(self, **kwargs):
        return super().get_context_data(why_not=why_not_reply(self.call), question=self.call.note, **kwargs)

    def act(self, form):
        reply_to_question(self.call, by=self.request.access, at=now(), **form.facts)
        messages.success(self.request, _("The question is answered."))
        return f"{reverse('phone_call_list')}?state=question"


@needs(AppointmentPerm.CALL_TAKE)
@require_GET
def bell(request):
    """The calls that ring now; 204 without any. Every open page asks for it, so it costs one statement."""
    calls = at_the_bell(request.access, now())
    if not calls:
        return HttpResponse(status=204)
    return render(request, "appointments/phone_bell.html", {"calls": calls})


@needs(AppointmentPerm.CALL_TAKE)
@require_POST
def open_at_desk(request, pk):
    call = open_call(get_object_or_404(PhoneCall, pk=pk), by=request.access, at=now())
    return redirect(desk_of(call, request.access))


class CallBack(CallForm):
    title = gettext_lazy("Call back")
    form_class = CallBackForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(why_not=why_not_call_back(self.call), books=True, **kwargs)

    def act(self, form):
        call = call_back(self.call, by=self.request.access, at=now(), **form.facts)
        if call.called_back_at:
            messages.success(self.request, _("Done: nobody waits for this call any more."))
        else:
            messages.info(self.request, _("Not reached: the call stays in the list."))
        return after(call, self.request.access, "?state=owed")
