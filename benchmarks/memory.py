"""`python -m benchmarks.memory ADDRESS PID`: the memory of a running demo after every page was opened once.

PSS counts a page of memory that several processes share in equal parts, so the sum over the tree is what it takes.
ADDRESS is that of `run.py` with the demo, PID its process number.
"""

import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from supervisor.commands.up import GROUP_ACCOUNTS, STORE_ROLES

ACCOUNTS = (*(f"{role}@SH01" for role in STORE_ROLES), *GROUP_ACCOUNTS)
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
CSRF_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER = re.compile(r"\d+")
NOT_A_PAGE = re.compile(r"^/(static|logout)/")
FEW_ENOUGH = 200  # pages of one role


@dataclass(frozen=True)
class Process:
    pid: int
    command: str
    pss: int  # bytes

    @classmethod
    def of(cls, pid: int) -> "Process":
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
        [line] = re.findall(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return cls(pid, command, int(line) * 1024)


def processes_below(root: int) -> list[Process]:
    """The process and all that descend from it; one that ends meanwhile, or is a zombie, takes nothing."""
    parents = dict(parents_of_all())
    return [process for pid in parents if descends(pid, root, parents) and (process := measured(pid))]


def measured(pid: int) -> Process | None:
    try:
        return Process.of(pid)
    except (OSError, ValueError):
        return None


def parents_of_all() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue


def descends(pid: int | None, root: int, parents: dict[int, int]) -> bool:
    while pid:
        if pid == root:
            return True
        pid = parents.get(pid)
    return False


class Visitor:
    """One person with a browser: signs in, then opens one page of each kind that the pages link to."""

    def __init__(self, address: str, account: str):
        self.address = address
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = self.open("login/")
        fields = {"username": account, "password": "demo", "csrfmiddlewaretoken": CSRF_TOKEN.search(form).group(1)}
        self.landing_page = self.open("login/", urlencode(fields).encode())

    def open(self, path: str, form: bytes | None = None) -> str:
        try:
            with self.browser.open(urljoin(self.address, path), form, timeout=60) as answer:
                return answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            error.read()
            return ""

    def open_every_page(self) -> int:
        waiting, opened = links(self.landing_page), set()
        while waiting and len(opened) < FEW_ENOUGH:
            path = waiting.pop(0)
            if kind(path) not in opened:
                opened.add(kind(path))
                waiting += links(self.open(path))
        return len(opened)


def links(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in LINK.findall(page) if not NOT_A_PAGE.match(link)]


def kind(path: str) -> str:
    """Pages that differ in a number are of one kind."""
    return NUMBER.sub("0", urlsplit(path).path)


def table(title: str, processes: list[Process]) -> str:
    total = sum(process.pss for process in processes)
    lines = [f"{process.pss / 2**20:7.1f} MB  {process.command[:100]}" for process in processes]
    return "\n".join([title, *lines, f"{total / 2**20:7.1f} MB  all {len(processes)} processes", ""])


def main(address: str, pid: int) -> None:
    print(table("At rest:", processes_below(pid)))
    opened = sum(Visitor(address, account).open_every_page() for account in ACCOUNTS)
    print(table(f"After {opened} pages, each kind once for each of {len(ACCOUNTS)} roles:", processes_below(pid)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
