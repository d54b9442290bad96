"""One view: the due list by `.values()`, for whoever calls."""

from django.http import JsonResponse
from django.urls import path
from django.utils.dateparse import parse_date
from django_scopes import scopes_disabled

from customers.models.people import main_number
from sales.models.leads import Lead

NAMES = ["id", "status", "grade", "grade_confirmed", "expected_by", "next_due_on", "last_contact_on", "attempts"]
NAMES += ["extensions", "source", "family", "need", "means", "authority", "note", "created_at", "closed_at"]
NAMES += ["lost_reason", "lost_to", "version", "customer__id", "customer__name", "owner__id", "owner__name"]


def due(request, store, owner, today):
    with scopes_disabled():
        rows = Lead.objects.filter(store=store, owner=owner).due_until(parse_date(today))
        named = rows.annotate(phone=main_number()).values(*NAMES, "phone")
        return JsonResponse({"results": list(named.order_by("next_due_on", "pk")[:50])})


urlpatterns = [path("due/<int:store>/<int:owner>/<str:today>/", due)]
