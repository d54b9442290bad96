import os
import subprocess
import sys

import pytest

from supervisor.errors import Trouble
from supervisor.postgres import Postgres, is_postgres_on
from supervisor.postgres_programs import folder_for


@pytest.fixture
def cluster_with_lock_of(tmp_path):
    """`cluster_with_lock_of(pid)` is a cluster whose lock file names that process; its check alone is looked at."""

    def make(pid):
        postgres = Postgres.__new__(Postgres)
        postgres.cluster = tmp_path
        (tmp_path / "postmaster.pid").write_text(f"{pid}\n{tmp_path}\n")
        return postgres

    return make


def test_lock_naming_another_process_is_removed(cluster_with_lock_of):
    cluster_with_lock_of(os.getpid()).clear_stale_lock()


def test_lock_naming_nobody_is_removed(cluster_with_lock_of, tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    postgres = cluster_with_lock_of(ended.pid)
    postgres.clear_stale_lock()
    assert not (tmp_path / "postmaster.pid").exists()


def test_lock_of_a_server_at_work_stays(cluster_with_lock_of, tmp_path):
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as at_work:
        postgres = cluster_with_lock_of(at_work.pid)
        assert is_postgres_on(at_work.pid, tmp_path)
        postgres.clear_stale_lock()
        assert (tmp_path / "postmaster.pid").exists()
        at_work.kill()


def test_cluster_of_another_major_version_is_refused(tmp_path):
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match="made by PostgreSQL 9"):
        folder_for(tmp_path, cluster, None)
