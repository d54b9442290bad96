import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg2
import pytest
import redis

from supervisor.servers import Servers, throw_away
from supervisor.state import ROOT, State

SERVERS = """
import os, sys
from pathlib import Path
from supervisor.servers import Servers
from supervisor.state import locked, opened
from supervisor.supervision import Supervisor

state = opened(Path(sys.argv[1]))
with locked(state, command="up"), Supervisor(state.logs, state.processes_file) as supervisor:
    Servers(state, os.environ).start(supervisor)
    print("ready", flush=True)
    supervisor.watch()
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def servers(data_folder, start_supervisor):
    return start_supervisor(SERVERS, data_folder), Servers(State(data_folder), {})


def sql(servers: Servers, *statements: str):
    with closing(psycopg2.connect(servers.postgres.url)) as connection, connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def pid_of(servers: Servers, name: str) -> int:
    return json.loads(servers.state.processes_file.read_text())["children"][name][0]


def test_data_survives_the_death_of_each_server(servers, eventually):
    _, told = servers
    sql(told, "create table kept (name text)", "insert into kept values ('张伟')")
    queue = redis.from_url(told.valkey.url)
    queue.rpush("tasks", *range(100))
    eventually(lambda: queue.info("persistence")["aof_pending_bio_fsync"] == 0)
    for name in ("postgres", "valkey"):
        before = pid_of(told, name)
        os.kill(before, signal.SIGKILL)
        eventually(lambda: pid_of(told, name) != before and told.are_ready())
    assert sql(told, "select name from kept") == "张伟"
    assert queue.llen("tasks") == 100


def test_data_survives_the_death_of_the_supervisor(servers, start_supervisor, data_folder, eventually):
    supervisor, told = servers
    sql(told, "create table kept (name text)", "insert into kept values ('张伟')")
    pids = [pid_of(told, name) for name in ("postgres", "valkey")]
    supervisor.kill()
    supervisor.wait()
    eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids))
    start_supervisor(SERVERS, data_folder)
    assert sql(told, "select name from kept") == "张伟"


def test_application_may_make_databases_and_nothing_more(servers):
    _, told = servers
    rights = "select array[rolsuper, rolcreaterole, rolcreatedb] from pg_roles where rolname = current_user"
    assert sql(told, rights) == [False, False, True]
    assert sql(told, "select show_trgm('中文') <> '{}'") is True
    assert sql(told, "show listen_addresses") == ""
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(told.postgres.url.replace(told.secrets["app_password"], "guess"))


def test_second_supervisor_is_refused(servers, data_folder):
    command = [sys.executable, "-m", "supervisor", "up"]
    environment = os.environ | {"DEALERSHIP_DATA": str(data_folder)}
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert second.returncode == 1
    assert f"already running in {data_folder}: process {servers[0].pid}" in second.stderr


def test_addresses_carry_spaces_and_chinese(servers):
    _, told = servers
    assert parse_qs(urlsplit(told.postgres.url).query)["host"] == [str(told.postgres.socket)]
    assert unquote(urlsplit(told.valkey.url).path) == str(told.valkey.socket)


def test_throw_away_servers_leave_nothing(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with throw_away("test-of-itself") as (supervisor, servers):
        folder = servers.environment()["DEALERSHIP_DATA"]
        pids = [child.process.pid for child in supervisor.children()]
        assert os.path.isdir(folder) and len(pids) == 2
    assert not os.path.exists(folder)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)
