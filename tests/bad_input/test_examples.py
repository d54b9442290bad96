"""Every POST of the published API does what it says when all is right."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.examples import CALLS
from tests.examples.world import client_for, send


def published() -> set[str]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {path.removeprefix("/api/v1") for path, methods in paths.items() if "post" in methods}


def test_every_published_post_has_an_example(db):
    assert set(CALLS) == published()


@pytest.mark.slow
@pytest.mark.parametrize("address", CALLS)
def test_the_right_call_is_answered(world, address):
    call = CALLS[address](world)
    answer = send(client_for(call.by, world.now), call.path, call.body)
    assert (answer.status_code, answer["Content-Type"]) == (call.code, "application/json"), answer.content.decode()
