"""The published price list, and the catalogue as the service manager corrects it for his store."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django_scopes import scope

from accounts.models.stores import Store
from accounts.needs import needs, public
from core.views import FormPage, ListPage
from pricing import presenters
from pricing.actions import catalogue
from pricing.filters import OperationFilter, PackageFilter
from pricing.forms import OperationForm
from pricing.models.prices import Operation, RepairPackage
from pricing.perms import EstimatePerm
from pricing.rules.catalogue import version_of


@public
@require_safe
def price_list(request, code):
    store = get_object_or_404(Store, code=code.upper(), active=True)
    with scope(store=store):
        today = store.today(now())
        facts = {"store": store, "today": today, "demo": settings.DEMO}
        return render(request, "pricing/price_list.html", {**facts, **presenters.published(today)})


class Catalogue(ListPage):
    needs = EstimatePerm.PRICE_MANAGE
    title = _("Work and prices")
    template_name = "pricing/catalogue.html"
    filter_class = OperationFilter

    def get_queryset(self):
        return Operation.objects.with_own(self.request.access.store).order_by("category", "code")

    def paged(self, rows):
        facts = super().paged(rows)
        store = self.request.access.store
        return {**facts, "rows": presenters.catalogue_rows(facts["page_obj"], store.today(now())), "store": store}


class Packages(ListPage):
    needs = EstimatePerm.PRICE_MANAGE
    title = _("Packages")
    template_name = "pricing/packages.html"
    filter_class = PackageFilter

    def get_queryset(self):
        return RepairPackage.objects.with_own(self.request.access.store).order_by("code").prefetch_related("lines")

    def paged(self, rows):
        facts = super().paged(rows)
        return {**facts, "rows": presenters.package_rows(facts["page_obj"])}


class OperationEdit(FormPage):
    needs = EstimatePerm.PRICE_MANAGE
    template_name = "pricing/operation_edit.html"
    form_class = OperationForm

    @cached_property
    def operation(self):
        return get_object_or_404(Operation.objects.with_own(self.request.access.store), code=self.kwargs["code"])

    def get_title(self):
        return str(self.operation)

    def get_initial(self):
        row = self.operation
        own = {"offered": row.own_offered, "time_units": row.own_time_units, "price": row.own_price}
        return {**own, "opened_with": version_of(row.confirmed_at)}

    def get_context_data(self, **kwargs):
        own = presenters.catalogue_rows([self.operation], self.request.access.store.today(now()))[0]
        return super().get_context_data(subtitle=self.operation.code, back_url=reverse("catalogue"), row=own, **kwargs)

    def act(self, form):
        catalogue.correct_operation(self.operation, by=self.request.access, at=now(), **form.facts)
        return "catalogue"


@needs(EstimatePerm.PRICE_MANAGE)
@require_POST
def reset_operation(request, code):
    catalogue.reset_operation(get_object_or_404(Operation, code=code), by=request.access, at=now())
    return redirect("operation_edit", code)


@needs(EstimatePerm.PRICE_MANAGE)
@require_POST
def offer_package(request, code):
    catalogue.reset_package(get_object_or_404(RepairPackage, code=code), by=request.access, at=now())
    return redirect("package_list")


@needs(EstimatePerm.PRICE_MANAGE)
@require_POST
def withdraw_package(request, code):
    package = get_object_or_404(RepairPackage, code=code)
    catalogue.offer_package(package, by=request.access, at=now(), offered=False)
    return redirect("package_list")
