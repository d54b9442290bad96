"""Every POST of the published API: answered when all is right, and whatever is wrong with its body, refused.

Each call's thing is made once and shared by its tests, which take back what they did.
"""

from copy import deepcopy
from random import Random

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from tests import databases
from tests.bad_input.ground import everything, problem_in
from tests.bad_input.schema import fields_of
from tests.bad_input.spoiling import as_json, spoiled
from tests.examples import CALLS
from tests.examples.world import client_for, send, tried
from tests.schema import faults

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("world")]
PLAIN = some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), some.text(max_size=40))
ANY = some.recursive(
    PLAIN, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner)
)
BODIES = 40  # at each address
SEEN_BEFORE = {"version", "seen"}  # what stood when the caller looked: another one is stale, not malformed


@pytest.fixture(scope="module")
def their_keys(common_world):
    """Keys of the other store's things, by the name a body gives them."""
    keys = common_world.theirs
    databases.check_keys()
    return keys


@pytest.fixture(scope="module", params=CALLS)
def address(request, their_keys):
    """The address of the call, in a world that its example is made in."""
    with transaction.atomic():
        yield request.param
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def call(address, common_world):
    call = CALLS[address](deepcopy(common_world))
    databases.check_keys()
    return call


def test_the_right_call_is_answered(common_world, call):
    answer = send(client_for(call.by, common_world.now), call.path, call.body)
    assert (answer.status_code, answer["Content-Type"]) == (call.code, "application/json"), answer.content.decode()


def test_an_act_answers_as_published(common_world, address, call):
    client = client_for(call.by, common_world.now)
    assert faults("post", address, send(client, call.path, call.body)) == []
    refused = [send(client, call.path, {"nothing_like_it": 1})]
    if address != "/token/":
        refused.append(send(client, call.elsewhere, call.body))
    assert [answer.status_code for answer in refused] == [400, 404][: len(refused)]
    assert [faults("post", address, answer) for answer in refused] == [[]] * len(refused)


def test_every_spoiled_body_is_refused_at_its_field(common_world, address, call, their_keys):
    """Every field spoiled in every way: 400 at the field, in Chinese, and nothing written."""
    client = client_for(call.by, common_world.now, "zh-hans")
    found, bodies = [], list(spoiled(call.body, fields_of(address), their_keys))
    before = everything()
    for bad in bodies:
        answer = tried(client, call.path, as_json(bad.body))
        statuses = {400, 409} if bad.field in SEEN_BEFORE else {400}
        if wrong := problem_in(answer, statuses, bad.field if answer.status_code == 400 else ""):
            found.append(f"{bad.field} = {bad.why}: {wrong}")
    assert not found, "\n".join(found)
    assert everything() == before


def test_any_json_is_answered(common_world, address, call, any_json):
    """Whatever JSON comes: a published answer, never an error of ours; and a refusal writes nothing."""
    client = client_for(call.by, common_world.now, "zh-hans")  # whose messages are Chinese whatever they repeat
    names = [field.name for field in fields_of(address)] or ["nothing"]
    before = everything()
    for body in any_bodies(call.body, names, any_json, chance=Random(address)):
        answer = tried(client, call.path, as_json(body))
        fault = answer.status_code >= 300 and problem_in(answer, {400, 403, 404, 409, 429})
        assert not fault, (fault, body)
    assert everything() == before


@pytest.fixture(scope="module")
def any_json() -> list:
    """JSON of every kind and depth, made once: drawing it anew costs as much as asking."""
    values = []

    @settings(max_examples=BODIES * 3, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(value=ANY)
    def keep(value):
        values.append(value)

    keep()
    return values


def any_bodies(right, names: list[str], values: list, *, chance: Random):
    """The right body with some of its fields changed, and now and then something else instead; others at each address.

    `chance` decides, the same way in every run.
    """
    for number in range(BODIES):
        if number % 4 == 0 or not isinstance(right, dict):
            yield chance.choice(values)
        else:
            changed = chance.sample(names, chance.randint(1, min(3, len(names))))
            yield right | {name: chance.choice(values) for name in changed}
