import pytest

from supervisor.errors import Trouble
from supervisor.preparation import Step, carry_out
from supervisor.processes import Service
from supervisor.supervision import Supervisor


@pytest.fixture
def supervisor(tmp_path):
    with Supervisor(tmp_path, tmp_path / "record") as supervisor:
        yield supervisor


@pytest.fixture
def step(tmp_path):
    """`step(wanted)` is a step that adds a line to a diary; with `stamped=False` it keeps no stamp."""

    def make(wanted, *, command="echo done >> diary", stamped=True, results=()):
        stamp = tmp_path / "stamp" if stamped else None
        return Step(Service("step", ("sh", "-c", command), {}, tmp_path), stamp, wanted, results)

    return make


def lines(folder) -> int:
    return len((folder / "diary").read_text().splitlines())


def test_step_is_done_once_for_what_it_is_made_from(supervisor, step, tmp_path):
    for wanted in ("one", "one", "two"):
        carry_out(supervisor, step(wanted))
    assert lines(tmp_path) == 2


def test_step_without_stamp_is_always_done(supervisor, step, tmp_path):
    for _ in range(2):
        carry_out(supervisor, step("one", stamped=False))
    assert lines(tmp_path) == 2


def test_step_whose_result_was_deleted_is_done_again(supervisor, step, tmp_path):
    for _ in range(2):
        carry_out(supervisor, step("one", results=(tmp_path / "deleted",)))
    assert lines(tmp_path) == 2


def test_step_that_failed_is_done_again(supervisor, step):
    with pytest.raises(Trouble, match="step failed"):
        carry_out(supervisor, step("one", command="exit 1"))
    assert step("one").is_due()
