import os
import tempfile
from pathlib import Path

import pytest

from supervisor.sockets import LONGEST, socket_folder


@pytest.fixture
def long_home(tmp_path):
    home = tmp_path / ("很长的名字" * 8)
    home.mkdir()
    yield home
    for note in home.glob("socket.location"):
        os.rmdir(note.read_text(encoding="utf-8"))


def test_short_path_keeps_its_socket_near():
    with tempfile.TemporaryDirectory() as home:
        assert socket_folder(Path(home)) == Path(home, "socket")


def test_long_path_gets_a_private_folder_and_keeps_it(long_home):
    folder = socket_folder(long_home)
    assert len(os.fsencode(folder)) <= LONGEST
    assert folder.stat().st_mode & 0o777 == 0o700
    assert socket_folder(long_home) == folder


def test_folder_that_others_can_enter_is_not_trusted(long_home):
    first = socket_folder(long_home)
    first.chmod(0o755)
    second = socket_folder(long_home)
    first.rmdir()
    assert second != first


def test_folder_that_is_gone_is_made_again(long_home):
    first = socket_folder(long_home)
    first.rmdir()
    assert socket_folder(long_home).is_dir()
