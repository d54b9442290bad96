import subprocess
import sys

import pytest

from supervisor.state import ROOT


@pytest.mark.parametrize("command", ["check", "bench", "reset"])
@pytest.mark.parametrize("asked", [["--help"], ["-h"], ["x", "--help"]])
def test_help_is_told_and_nothing_else_is_done(command, asked, tmp_path):
    """From a copy of the file alone: what it says needs nothing of the house, and no installation."""
    alone = tmp_path / "run.py"
    alone.write_text((ROOT / "run.py").read_text())
    told = subprocess.run([sys.executable, alone, command, *asked], capture_output=True, text=True, cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"python3 run.py {command} ")
    assert [path.name for path in tmp_path.iterdir()] == ["run.py"]
