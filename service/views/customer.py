"""The customer's page of his repair, by link: no login, no script, one document (promise P22)."""

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from accounts.access import Access
from core.errors import Refused, refuse
from core.parameters import key
from customers.links import document
from customers.models.links import Link
from customers.models.people import CustomerPhone
from pricing.models.estimates import EstimateLine
from pricing.perms import EstimatePerm
from service.actions.extra import answer_extra_work
from service.forms.workshop import CustomerAnswerForm
from service.models.orders import Photo, RepairOrder
from service.models.work import ExtraWork
from service.presenters.orders import TO_CUSTOMERS, agreed, line_groups
from service.rules.work import why_not_answer
from service.views.orders import photo_row, picture_response
from service.work import Work


@document(Link.Kind.ORDER)
def order(request, link):
    """The repair in progress; a POST answers one extra work line by line."""
    order = get_object_or_404(RepairOrder.objects.with_people(), pk=link.subject_id)
    if request.method != "POST":
        return page(request, order)
    extra = get_object_or_404(ExtraWork, pk=key(request.POST.get("extra")), order=order)
    form = answer_form(extra, order, request.POST)
    try:
        saved = answer(extra, order, form)
    except Refused as refusal:
        return page(request, order, refusal=refusal, status=409)
    return redirect(request.path) if saved else page(request, order, form)


def page(request, order: RepairOrder, form=None, *, refusal=None, status=200):
    facts = {**page_of(request, order, form), "refusal": refusal}
    return render(request, "service/customer_order.html", facts, status=status)


def answer(extra: ExtraWork, order: RepairOrder, form: CustomerAnswerForm) -> bool:
    """Whether the answer was saved; not when the form has mistakes, which the page shows.

    What cannot be answered any more is refused before its form is read: the page has no place for its mistakes.
    """
    refuse(why_not_answer(extra, Work.of(order)))
    if not form.is_valid():
        return False
    by = Access.customer(order.store, EstimatePerm.ESTIMATE_APPROVE)
    answer_extra_work(extra, by=by, at=now(), channel="link", **form.answers())
    return True


def answer_form(extra: ExtraWork, order: RepairOrder, given=None) -> CustomerAnswerForm:
    lines = extra.estimate.lines.select_related("operation", "part").order_by("position")
    tails = set(CustomerPhone.objects.filter(customer=order.customer_id).values_list("tail", flat=True))
    return CustomerAnswerForm(given, lines=list(lines), tails=tails, prefix=f"x{extra.pk}")


def page_of(request, order: RepairOrder, form=None) -> dict:
    work = Work.of(order)
    photos = list(Photo.objects.filter(order=order).defer("image").order_by("pk"))
    return {
        "order": order,
        "store": order.store,
        "demo": settings.DEMO,
        "path": request.path,
        "questions": questions(order, work, photos, request.path, form),
        "answered": [row for row in answered(work) if row["lines"]],
        "groups": line_groups(line for line in work.lines if work.extra_of(line) is None),
        "agreed": agreed(work.lines),
        "photos": [customer_photo(photo, request.path) for photo in photos if photo.occasion == "reception"],
        "state": TO_CUSTOMERS[order.status],
    }


def customer_photo(photo: Photo, path: str) -> dict:
    return {**photo_row(photo), "url": f"{path}photos/{photo.pk}.jpg"}


def questions(order: RepairOrder, work: Work, photos: list[Photo], path: str, form) -> list[dict]:
    """Each extra work that still waits for an answer, with its photos and its form."""
    rows = {work.extra_of(line).pk: work.extra_of(line) for line in work.unanswered}
    return [
        {
            "extra": extra,
            "total": sum(line.amount for line in work.unanswered if work.extra_of(line) == extra),
            "photos": [
                customer_photo(photo, path)
                for photo in photos
                if extra.finding_id and photo.finding_id == extra.finding_id
            ],
            "form": form if form and form.prefix == f"x{extra.pk}" else answer_form(extra, order),
        }
        for extra in rows.values()
    ]


def answered(work: Work) -> list[dict]:
    """The answers that the customer has given already."""
    waiting = EstimateLine.Approval.WAITING
    extras = {work.extra_of(line).pk: work.extra_of(line) for line in work.lines if work.extra_of(line)}
    return [
        {
            "extra": extra,
            "lines": [line for line in work.lines if work.extra_of(line) == extra and line.approval != waiting],
        }
        for extra in extras.values()
    ]


@document(Link.Kind.ORDER)
def photo(request, link, photo):
    """A photo of this order, for whoever has its link."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET"])
    return picture_response(get_object_or_404(Photo, pk=photo, order_id=link.subject_id))
