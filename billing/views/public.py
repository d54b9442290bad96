"""What customers open without signing in: one bill by its link."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe
from django_scopes import scope

from accounts.needs import public
from billing.models.bills import Bill
from billing.presenters import Sheet
from billing.rules.bills import open_amount
from core.row_reads import Given, Prepared
from customers.links import opened
from customers.models.links import Link

BILL = Prepared(lambda: Bill.objects.issued().filter(store=Given("store"), pk=Given("bill")))


@public
@require_safe
def bill(request, token):
    return by_link(request, token, "billing/bill_public.html")


@public
@require_safe
def bill_print(request, token):
    return by_link(request, token, "billing/bill_public_print.html")


def by_link(request, token, template):
    """One bill and nothing else: it has copied the facts about others. A link to a draft shows nothing."""
    link = opened(request, Link.Kind.BILL, token)
    with scope(store=link.store):
        bill = BILL.first(store=link.store_id, bill=link.subject_id)
        if bill is None:
            raise Http404
        sheet = Sheet(bill, link.store.today(now()))
        facts = {"object": bill, "sheet": sheet, "store": link.store, "token": token, "link": link}
        facts |= {"open": open_amount(bill)}
        return render(request, template, {**facts, "title": bill.number, "demo": settings.DEMO})
