"""The language in which customers are written to, whoever writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone, translation

from accounts.models.stores import Store

LANGUAGE = "zh-hans"


@contextmanager
def written_to_customers(store: Store) -> Iterator[None]:
    """Texts and times are those of a letter to a customer: in Chinese, on the store's clock."""
    with translation.override(LANGUAGE), timezone.override(store.zone):
        yield
