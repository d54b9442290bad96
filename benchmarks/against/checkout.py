"""The files of another commit, in a work tree of their own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def full_name(repository: Path, commit: str) -> str:
    """The hash of a commit, by whatever name it was called."""
    return git(repository, "rev-parse", "--verify", f"{commit}^{{commit}}")


@contextmanager
def checked_out(repository: Path, commit: str, folder: Path, *, keep: bool) -> Iterator[Path]:
    """A work tree of the commit in this folder; with `keep` it stays there, and is used again."""
    if not folder.exists():
        git(repository, "worktree", "add", "--detach", "--force", str(folder), commit)
    try:
        yield folder
    finally:
        if not keep:
            git(repository, "worktree", "remove", "--force", str(folder))


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
