import json
import os

import pytest

from supervisor.commands import reset
from supervisor.errors import Held, Trouble
from supervisor.state import State, delete, folder_from, is_held, kept_secrets, locked, opened


def test_folder_is_var_unless_named(tmp_path):
    assert folder_from({}).name == "var"
    assert folder_from({"DEALERSHIP_DATA": str(tmp_path)}) == tmp_path


def test_second_supervisor_is_told_who_is_there(tmp_path):
    state = opened(tmp_path)
    with locked(state, command="up", address="http://127.0.0.1:8000/"):
        with pytest.raises(Held) as refusal, locked(state, command="up"):
            pass
        assert str(refusal.value).splitlines()[0] == (
            f"The dealership is already running in {tmp_path}: process {os.getpid()}, "
            "`run.py up` at http://127.0.0.1:8000/."
        )
        assert is_held(state)
    assert not is_held(state)


def test_secrets_are_made_once_and_for_the_owner_alone(tmp_path):
    state = opened(tmp_path)
    made = kept_secrets(state)
    assert kept_secrets(state) == made
    assert len(set(made.values())) == 4
    assert state.secrets_file.stat().st_mode & 0o777 == 0o600


def test_data_of_another_edition_is_refused_with_the_way_out(tmp_path):
    state = opened(tmp_path)
    made = kept_secrets(state)
    assert opened(tmp_path) == state
    older = {name: text for name, text in made.items() if name != "edition"}
    state.secrets_file.write_text(json.dumps(older), encoding="utf-8")
    with pytest.raises(Trouble, match="another version of the dealership") as refusal:
        opened(tmp_path)
    assert "`python3 run.py reset`" in str(refusal.value)


def test_folder_of_another_user_is_refused(tmp_path, monkeypatch):
    kept_secrets(opened(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(Trouble, match="belongs to"):
        opened(tmp_path)


def test_reset_deletes_what_lies_elsewhere_too(tmp_path, monkeypatch, capsys):
    folder, socket, database = tmp_path / "var", tmp_path / "socket", tmp_path / "database"
    for made in (folder / "valkey", socket, database):
        made.mkdir(parents=True)
    (folder / "valkey" / "socket.location").write_text(str(socket))
    (folder / "postgres.location").write_text(str(database))
    (folder / "supervisor.lock").touch()
    monkeypatch.setenv("DEALERSHIP_DATA", str(folder))
    assert reset.main(["--yes"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_reset_refuses_a_folder_that_is_not_ours(tmp_path, monkeypatch):
    (tmp_path / "thesis.txt").touch()
    monkeypatch.setenv("DEALERSHIP_DATA", str(tmp_path))
    with pytest.raises(Trouble, match="nothing was deleted"):
        reset.main(["--yes"])
    assert (tmp_path / "thesis.txt").exists()


def test_reset_refuses_while_running(tmp_path, monkeypatch):
    monkeypatch.setenv("DEALERSHIP_DATA", str(tmp_path))
    with locked(opened(tmp_path), command="up"), pytest.raises(Held):
        reset.main(["--yes"])
    assert tmp_path.exists()


def test_delete_of_nothing_is_quiet(tmp_path):
    delete(State(tmp_path / "never made"))
