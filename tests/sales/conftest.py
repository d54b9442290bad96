import pytest

from accounts.roles import Role
from tests.factories.sales import seller_at


@pytest.fixture
def store(common_store, store):
    return store


@pytest.fixture
def li(store):
    """小李, a salesperson."""
    return seller_at(store, "小李")


@pytest.fixture
def zhang(store):
    """小张, his colleague."""
    return seller_at(store, "小张")


@pytest.fixture
def manager(access_of):
    return access_of(Role.SALES_MANAGER)
