"""Pages of the API's lists."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """Lists are `{count, next, previous, results}`, at most 100 rows a page; a wrong page number is bad input."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        given = {name: request.query_params[name] for name in self.names() if name in request.query_params}
        wrong = {name: [_("Give a number from 1 on.")] for name, text in given.items() if not is_count(text)}
        if wrong:
            raise ValidationError(wrong)
        return super().paginate_queryset(queryset, request, view)

    def names(self) -> tuple[str, str]:
        return self.page_query_param, self.page_size_query_param


def is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0
