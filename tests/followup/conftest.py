"""Follow-up's tests read English, whatever the house speaks."""

import pytest
from django.utils.translation import override


@pytest.fixture
def store(common_store, store):
    return store


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield
