import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from supervisor import strays
from supervisor.errors import Trouble
from supervisor.processes import Service
from supervisor.supervision import Supervisor, see_gone

# A house of two floors: a server that writes its start and its end into a diary, and a master with a child above it.
HOUSE = """
import sys
from pathlib import Path
from supervisor.processes import Service
from supervisor.supervision import Supervisor

folder = Path(sys.argv[1])
SERVER = '''
import pathlib, signal, sys
diary = pathlib.Path("diary").open("a", buffering=1)
print(sys.argv[1], "starts", file=diary)
def end(*_):
    print(sys.argv[1], "ends", file=diary)
    sys.exit()
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1] + ".ready").touch()
signal.pause()
'''
MASTER = "sleep 600 & wait"

def server(name):
    command = (sys.executable, "-c", SERVER, name)
    return Service(name, command, {}, folder, ready=(folder / f"{name}.ready").exists)

with Supervisor(folder, folder / "record") as supervisor:
    supervisor.start(server("database"))
    supervisor.start(server("queue"))
    supervisor.start(Service("web", ("sh", "-c", MASTER), {}, folder))
    print("ready", flush=True)
    supervisor.watch()
"""


def children(folder: Path) -> dict[str, int]:
    """The processes that the supervisor says it has."""
    return {name: pid for name, (pid, *_) in json.loads((folder / "record").read_text())["children"].items()}


def is_alive(pid: int) -> bool:
    return bool(strays.birth(pid))


@pytest.fixture
def supervisor(tmp_path):
    with Supervisor(tmp_path, tmp_path / "record") as supervisor:
        yield supervisor


def test_step_that_fails_tells_the_end_of_its_log(supervisor, tmp_path):
    step = Service("migrate", ("sh", "-c", "echo no such table; exit 3"), {}, tmp_path)
    with pytest.raises(Trouble, match="migrate failed.*\nno such table"):
        supervisor.run(step)


def test_steps_run_side_by_side(supervisor, tmp_path):
    wait = Service("one", ("sh", "-c", "until [ -e other ]; do sleep 0.01; done"), os.environ, tmp_path)
    supervisor.run(wait, Service("other", ("touch", "other"), os.environ, tmp_path))
    assert supervisor.children() == []


def test_service_that_ends_before_it_is_ready_is_trouble(supervisor, tmp_path):
    service = Service("database", ("sh", "-c", "echo disk full"), {}, tmp_path, ready=lambda: False)
    with pytest.raises(Trouble, match="database did not start.*\ndisk full"):
        supervisor.start(service)


def test_pauses_between_attempts_grow_to_a_limit(supervisor, tmp_path):
    supervisor.start(Service("web", ("sleep", "60"), {}, tmp_path))
    [child] = supervisor.children()
    pauses = []
    for _ in range(9):
        child.kill_group()
        child.process.wait()
        pauses.append(child.plan_restart())
        child.start()
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0, 10.0]


@pytest.mark.slow
@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_house_opens_upwards_and_closes_downwards(start_supervisor, tmp_path, request_to_stop):
    house = start_supervisor(HOUSE, tmp_path)
    pids = children(tmp_path)
    house.send_signal(request_to_stop)
    house.wait()
    diary = (tmp_path / "diary").read_text().splitlines()
    assert diary == ["database starts", "queue starts", "queue ends", "database ends"]
    assert not any(is_alive(pid) or strays.session(pid) for pid in pids.values())
    assert not (tmp_path / "record").exists()


def test_closing_waits_until_all_are_gone():
    process = subprocess.Popen(["sleep", "0.2"], start_new_session=True)
    see_gone([process.pid])
    assert strays.session(process.pid) == []
    process.wait()


@pytest.mark.slow
def test_dead_service_is_started_again_and_its_orphans_are_killed(start_supervisor, tmp_path, eventually):
    start_supervisor(HOUSE, tmp_path)
    before = children(tmp_path)["web"]
    orphans = eventually(lambda: [pid for pid in strays.session(before) if pid != before])
    os.kill(before, signal.SIGKILL)
    after = eventually(lambda: (pid := children(tmp_path).get("web")) != before and pid)
    assert is_alive(after)
    eventually(lambda: not any(is_alive(pid) for pid in orphans))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_nothing_outlives_a_killed_supervisor(start_supervisor, tmp_path, eventually):
    house = start_supervisor(HOUSE, tmp_path)
    pids = children(tmp_path)
    house.kill()
    house.wait()
    eventually(lambda: not any(is_alive(pid) for pid in pids.values()))
    start_supervisor(HOUSE, tmp_path)  # ends the orphans of the killed master
    assert strays.session(pids["web"]) == []
