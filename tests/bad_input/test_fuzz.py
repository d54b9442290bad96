"""Whatever JSON comes to any POST: an answer of API.md, never an error of ours; and a refusal writes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.bad_input.ground import everything, problem_in
from tests.bad_input.schema import fields_of
from tests.bad_input.spoiling import as_json
from tests.examples import CALLS
from tests.examples.world import client_for, tried

PLAIN = some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), some.text(max_size=40))
ANY = some.recursive(
    PLAIN, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner)
)
CALM = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.slow
@pytest.mark.parametrize("address", CALLS)
def test_any_json_is_answered(world, address):
    call = CALLS[address](world)
    client = client_for(call.by, world.now, "zh-hans")  # whose messages are Chinese whatever they repeat
    names = [field.name for field in fields_of(address)] or ["nothing"]
    before = everything()

    @CALM
    @given(
        changes=some.dictionaries(some.sampled_from(names), ANY, min_size=1), whole=some.one_of(some.just(None), ANY)
    )
    def ask(changes, whole):
        answer = tried(client, call.path, as_json(call.body | changes if whole is None else whole))
        assert answer.status_code < 300 or not problem_in(answer, {400, 403, 404, 409, 429})

    ask()
    assert everything() == before
