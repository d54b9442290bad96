"""What `run.py prove` takes, and how it keeps what it counted."""

import pytest

from supervisor.commands import prove
from supervisor.errors import Trouble

COUNTED = {"promise": "P8", "proof": "test_calls", "outcome": "passed", "seconds": 1234, "counts": {"left_over": 1500}}


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [([], ([], "1")), (["P1", "P13"], (["P1", "P13"], "1")), (["P1", "--seed", "7"], (["P1"], "7"))],
)
def test_promises_and_a_seed_are_taken(arguments, taken):
    assert prove.arguments_of(arguments) == taken


@pytest.mark.parametrize("arguments", [["bookings"], ["P"], ["p1"], ["--seed"], ["--seed", "x"]])
def test_anything_else_is_refused_with_words(arguments):
    with pytest.raises(Trouble, match="promise is named P1|wants a whole number"):
        prove.arguments_of(arguments)


def test_each_named_promise_is_chosen():
    assert prove.command_for(["P1", "P2"])[-4:] == ["--promise", "P1", "--promise", "P2"]


def test_a_proof_replaces_its_own_line_and_no_other(monkeypatch, tmp_path):
    monkeypatch.setattr(prove, "PAGE", page := tmp_path / "proofs.md")
    monkeypatch.setattr(prove, "commit", lambda: "abc1234")
    prove.keep([COUNTED, COUNTED | {"promise": "P13", "proof": "test_editors"}], seed="1")
    prove.keep([COUNTED | {"outcome": "failed"}, COUNTED | {"promise": "P1", "proof": "test_places"}], seed="2")
    lines = [line.split(" | ") for line in prove.rows_of(page)]
    assert [(line[0], line[2], line[3], line[5]) for line in lines] == [
        ("| P1", "passed", "left over 1,500", "2"),
        ("| P8", "failed", "left over 1,500", "2"),
        ("| P13", "passed", "left over 1,500", "1"),
    ]
    assert page.read_text(encoding="utf-8").startswith("# Proofs")
