"""What tests of the parts store start from."""

import pytest

from tests.factories import parts as stock


@pytest.fixture
def item(store, at):
    """Ten oil filters in the store."""
    return stock.make_stock(store, at)


@pytest.fixture
def clerk(access_of):
    from accounts.roles import Role

    return access_of(Role.PARTS_CLERK)
