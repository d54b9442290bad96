import pytest

from supervisor.chromium import browser_environment, chromium
from supervisor.errors import Trouble


def make_program(path):
    path.parent.mkdir(parents=True)
    path.touch(mode=0o755)
    return path


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without any browser."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def test_named_browser_wins(bare):
    assert browser_environment({"CHROMIUM": "/opt/mine"}) == {"CHROMIUM": "/opt/mine"}


def test_system_browser_is_found(bare, tmp_path):
    program = make_program(tmp_path / "bin" / "chromium-browser")
    assert browser_environment({}) == {"CHROMIUM": str(program)}


def test_newest_of_playwright_is_found(bare, tmp_path):
    for number in ("1100", "1200"):
        make_program(tmp_path / "home" / ".cache" / "ms-playwright" / f"chromium-{number}" / "chrome-linux" / "chrome")
    assert "chromium-1200" in str(chromium({}))


def test_missing_browser_is_said_and_can_be_a_failure(bare, capsys):
    assert browser_environment({}) == {}
    assert "SKIPPED" in capsys.readouterr().err
    with pytest.raises(Trouble, match="No Chromium"):
        browser_environment({}, required=True)
