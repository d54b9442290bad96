"""The survey behind a customer's link."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from accounts.access import Access
from customers.links import document
from customers.models.links import Link
from followup.actions import surveys
from followup.forms import SurveyForm
from followup.models.calls import CallResult, CallTask
from followup.perms import FollowupPerm

MOUTHS = {
    5: "M8 14c1.2 2.2 2.5 3 4 3s2.8-.8 4-3",
    4: "M8.5 14.5c1 1.2 2.2 1.7 3.5 1.7s2.5-.5 3.5-1.7",
    3: "M8.5 15.5h7",
    2: "M8.5 16.5c1-1.2 2.2-1.7 3.5-1.7s2.5.5 3.5 1.7",
    1: "M8 17c1.2-2.2 2.5-3 4-3s2.8.8 4 3",
}


@document(Link.Kind.SURVEY)
def survey(request, link):
    task = get_object_or_404(CallTask, pk=link.subject_id, customer=link.customer_id)
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = Access.customer(link.store, FollowupPerm.QUEUE_WORK, FollowupPerm.COMPLAINT_OPEN)
        surveys.answer_survey(task, by=by, at=now(), **form.facts)
        return redirect(request.path)
    answer = task.results.filter(outcome__in=CallResult.SCORED).first()
    page = {"task": task, "answer": answer, "form": form, "store": link.store, "demo": settings.DEMO, "mouths": MOUTHS}
    return render(request, "followup/survey.html", page)
