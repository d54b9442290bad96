import pytest

from supervisor import installation, stamps


@pytest.fixture
def house(tmp_path):
    """A clone whose environment's Python writes down what it is asked to do."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\ntest ! -e "{tmp_path}/no-network"\n')
    python.chmod(0o755)
    (tmp_path / ".venv" / "lib" / "python3" / "site-packages").mkdir(parents=True)
    (tmp_path / "requirements-test.txt").write_text("one==1")
    return tmp_path


def install(house):
    installation.install(house, house / ".venv", installation.TESTING)


def asked_of_pip(house) -> list[str]:
    lines = (house / "asked").read_text().splitlines() if (house / "asked").exists() else []
    return [line for line in lines if line.startswith("-m pip")]


def test_packages_are_installed_once_by_hash_and_as_wheels(house):
    for _ in range(2):
        install(house)
    [asked] = asked_of_pip(house)
    assert "--require-hashes" in asked and "--only-binary=:all:" in asked and "--force-reinstall" not in asked


def test_installation_that_was_cut_short_is_made_again_in_full(house):
    (house / "no-network").touch()
    with pytest.raises(SystemExit, match="could not be installed"):
        install(house)
    (house / "no-network").unlink()
    install(house)
    first, second = asked_of_pip(house)
    assert "--force-reinstall" not in first and "--force-reinstall" in second
    (house / "requirements-test.txt").write_text("one==2")
    install(house)
    assert "--force-reinstall" not in asked_of_pip(house)[-1]


@pytest.mark.slow
def test_environment_that_moved_is_made_again(house, capsys):
    home = house / ".venv"
    stamps.write(home / ".stamp", stamps.fingerprint(extra="/elsewhere/.venv"))
    installation.make_environment(home)
    assert "Making the Python environment" in capsys.readouterr().out
    assert stamps.is_current(home / ".stamp", stamps.fingerprint(extra=str(home)))
