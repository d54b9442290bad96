"""The generic pages: list, detail, form. Acts are function views of the departments."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, FormView, TemplateView

from core import exports
from core.errors import Refused, refuse

PLACE = "9999999999"  # takes the place of a key; no address contains it


def address_of_key(url_name: str) -> Callable[[int], str]:
    """A function from key to address: the rows of a list need one look-up of the address for all of them."""
    before, after = reverse(url_name, args=[PLACE]).split(PLACE)
    return lambda key: f"{before}{key}{after}"


class Page(TemplateView):
    """A page with a title; `needs` names the permission that opens it."""

    request: Any  # with `access` and `htmx`, which middlewares set
    title: Any = ""
    needs: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"title": self.get_title(), **super().get_context_data(**kwargs)}

    def get_title(self) -> Any:
        return self.title


class ListPage(Page):
    """A list with search and filters in the address, paging, an empty state, and CSV and XLSX of the same rows.

    `filter_class` is a django-filter FilterSet; `columns` are the exported ones: (header, function of row and access);
    `export_needs` is the permission to export them: without one nobody may.
    `row_fields` are all that the page reads of a row, where its model has many more; a file reads whole rows.
    For htmx only the `rows` partial of the same template is rendered, so that page and fragment agree.
    """

    filter_class: Any = None
    page_size = 50
    export_limit = 10_000
    columns: list[tuple[Any, Any]] = []
    row_fields: tuple[str, ...] = ()
    export_needs: Any = None
    empty: dict[str, Any] = {"text": _("Nothing here yet.")}

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = self.filtered()
        wanted = request.GET.get("format")
        if wanted in {"csv", "xlsx"} and self.can_export():
            return self.export(wanted, rows)
        return self.render_to_response(self.get_context_data(**kwargs, **self.paged(rows)))

    def filtered(self) -> QuerySet:
        rows = self.get_queryset()
        if self.filter_class is None:
            self.filter = None
            return rows
        self.filter = self.filter_class(self.parameters(), queryset=rows, request=self.request)
        return self.filter.qs

    def parameters(self) -> Any:
        """The values of the filters; a list that does not begin with all rows overrides this."""
        return self.request.GET

    def unfolded(self) -> bool:
        """Whether a phone shows the filters open: only when one of them was chosen."""
        chosen = {name for name, value in self.request.GET.items() if value} - {"q"}
        return bool(self.filter and chosen & {field.name for field in self.filter.form.visible_fields()})

    def paged(self, rows: QuerySet) -> dict[str, Any]:
        narrow = rows.only(*self.row_fields) if self.row_fields else rows
        paginator = Paginator(narrow, self.page_size)
        if (count := self.counted()) is not None:
            paginator.count = count
        page = paginator.get_page(self.request.GET.get("page"))
        return {
            "page_obj": page,
            "filter": self.filter,
            "exports": bool(self.columns) and self.can_export(),
            "filtered": any(v for k, v in self.request.GET.items() if k not in {"page", "format"}),
            "unfolded": self.unfolded(),
            "empty": self.empty,
        }

    def counted(self) -> int | None:
        """How many rows there are, where the page has counted them already."""
        return None

    def can_export(self) -> bool:
        return self.export_needs is not None and self.request.access.can(self.export_needs)

    def export(self, wanted: str, rows: QuerySet) -> HttpResponseBase:
        header = [str(name) for name, _value in self.columns]
        refuse(self.why_not_all(Paginator(rows, self.page_size).count))
        body = ([value(row, self.request.access) for _name, value in self.columns] for row in rows)
        write = exports.csv_response if wanted == "csv" else exports.xlsx_response
        return write(str(self.get_title()), header, body)

    def why_not_all(self, count: int) -> str | None:
        """Refuse a list that is longer than a file: a file with a part of it would be taken for the whole."""
        if count <= self.export_limit:
            return None
        facts = {"count": f"{count:,}", "limit": f"{self.export_limit:,}"}
        return now_("These are %(count)s rows; a file holds %(limit)s. Narrow the list first.") % facts

    def get_template_names(self) -> list[str]:
        names = super().get_template_names()
        return [f"{names[0]}#rows"] if self.request.htmx and not self.request.htmx.boosted else names


class DetailPage(Page, DetailView):
    """The page of one record; another store's is 404, because the queryset does not hold it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_title(self) -> Any:
        return str(self.object)


class FormPage(Page, FormView):
    """A form for one act; errors are shown at their field, a refusal above the form, and the input is kept."""

    template_name = "form_page.html"
    http_method_names = ["get", "head", "post", "options"]

    def act(self, form: Any) -> Any:
        """Perform the act; return the page to go to (anything `redirect` understands)."""
        raise NotImplementedError

    def preview(self, form: Any) -> dict | None:
        """The context of a page shown before the act; None: the act is done at once."""
        return None

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if facts := self.preview(form):
                return self.render_to_response(self.get_context_data(form=form, **facts))
            return redirect(self.act(form))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=409)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422 if self.request.htmx else 200)
