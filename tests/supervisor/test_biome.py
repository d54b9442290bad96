import json

import pytest

from supervisor.biome import copy_program
from supervisor.state import ROOT


def test_program_of_the_platform_is_kept(tmp_path):
    program = tmp_path / "node_modules/@biomejs/cli-linux-x64/biome"
    program.parent.mkdir(parents=True)
    program.write_text("program")
    copy_program(tmp_path / "node_modules", tmp_path / "home")
    assert (tmp_path / "home/biome").read_text() == "program"


def test_platform_without_a_program_is_named(tmp_path):
    (tmp_path / "node_modules/@biomejs/biome").mkdir(parents=True)
    with pytest.raises(SystemExit, match="no program for this platform"):
        copy_program(tmp_path / "node_modules", tmp_path / "home")


def test_lock_holds_the_programs_of_the_usual_platforms():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for platform in ("linux-x64", "linux-x64-musl", "linux-arm64", "darwin-arm64", "win32-x64"):
        assert lock[f"node_modules/@biomejs/cli-{platform}"]["optional"] is True


def test_users_fetch_no_development_tool():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(entry["dev"] for path, entry in lock.items() if "@biomejs/" in path)
