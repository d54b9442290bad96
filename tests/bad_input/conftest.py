import pytest

from tests.examples.world import World


@pytest.fixture
def world(store, other_store, at, frozen):
    """The store in the early afternoon, and another beside it."""
    world = World(store, other_store, at)
    frozen.move_to(world.now)
    return world
