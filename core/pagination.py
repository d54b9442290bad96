"""Pages of the API's lists."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Lists are `{count, next, previous, results}`, at most 100 rows a page."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"
