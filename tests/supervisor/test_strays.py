import json
import os
import signal
import subprocess

import pytest

from supervisor import strays
from supervisor.processes import Child, Service


@pytest.fixture
def child(tmp_path):
    """`child(command)` is a process of the supervisor, killed at the end."""
    started = []

    def start(*command) -> Child:
        started.append(Child(Service("web", command, {}, tmp_path), tmp_path / "web.log"))
        started[-1].start()
        return started[-1]

    yield start
    for child in started:
        child.kill_group()
        child.process.wait()


def test_process_left_behind_is_ended(tmp_path, child):
    sleeper = child("sleep", "60")
    strays.remember(tmp_path / "record", [sleeper])
    assert strays.clear(tmp_path / "record") == ["web"]
    assert sleeper.process.wait() == -signal.SIGTERM
    assert not (tmp_path / "record").exists()


def test_orphans_without_their_leader_are_ended(tmp_path, child, eventually):
    """A web worker whose master was killed would hold the port."""
    master = child("sh", "-c", "sleep 60 & wait")
    pid = master.process.pid
    eventually(lambda: len(strays.session(pid)) == 2)
    strays.remember(tmp_path / "record", [master])
    master.process.kill()
    master.process.wait()
    assert len(strays.session(pid)) == 1
    assert strays.clear(tmp_path / "record") == ["web"]
    assert strays.session(pid) == []


def test_number_that_belongs_to_another_process_now_is_left_alone(tmp_path, child):
    sleeper = child("sleep", "60").process
    record = {"boot": strays.boot(), "children": {"web": [sleeper.pid, "an earlier birth", signal.SIGTERM]}}
    (tmp_path / "record").write_text(json.dumps(record))
    assert strays.clear(tmp_path / "record") == []
    assert sleeper.poll() is None


def test_record_from_before_a_reboot_names_nobody(tmp_path, child):
    sleeper = child("sleep", "60").process
    record = {"boot": "another", "children": {"web": [sleeper.pid, strays.birth(sleeper.pid), signal.SIGTERM]}}
    (tmp_path / "record").write_text(json.dumps(record))
    assert strays.clear(tmp_path / "record") == []
    assert sleeper.poll() is None


def test_no_record_no_strays(tmp_path):
    assert strays.clear(tmp_path / "record") == []


def test_birth_of_nobody_is_empty():
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert strays.birth(ended.pid) == ""
    assert strays.birth(os.getpid())
