"""Every field of every POST, spoiled in every way: 400 at the field, in Chinese, and nothing written."""

import pytest

from tests.bad_input.ground import everything, problem_in
from tests.bad_input.schema import fields_of
from tests.bad_input.spoiling import as_json, spoiled
from tests.examples import CALLS
from tests.examples.world import client_for, tried


@pytest.mark.slow
@pytest.mark.parametrize("address", CALLS)
def test_every_spoiled_body_is_refused_at_its_field(world, address):
    call = CALLS[address](world)
    client = client_for(call.by, world.now, "zh-hans")
    found, bodies = [], list(spoiled(call.body, fields_of(address), world.theirs))
    before = everything()
    for bad in bodies:
        answer = tried(client, call.path, as_json(bad.body))
        statuses = {400, 409} if bad.field == "version" else {400}
        if wrong := problem_in(answer, statuses, bad.field if answer.status_code == 400 else ""):
            found.append(f"{bad.field} = {bad.why}: {wrong}")
    assert not found, "\n".join(found)
    assert everything() == before
