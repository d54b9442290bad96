import pytest
from django.utils import translation
from hypothesis import settings

# The same examples every time, and no failure because the machine was busy.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


@pytest.fixture
def english():
    with translation.override("en"):
        yield
