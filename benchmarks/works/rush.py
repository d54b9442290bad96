"""Sixteen clients want the same twenty times: nobody gets one twice, nobody waits for a deadlock (P1)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from benchmarks.client import post
from benchmarks.databases import SQL, run
from benchmarks.groups import Group, Lines, MeasuredStore
from benchmarks.works import bare, calls
from benchmarks.works.work import Reached

STARTS = 20
BOOKED, REFUSED = 201, 409
TITLE = "book, {clients} clients on {starts} slots"
OPEN_BOOKING = SQL["book"].replace("COMMIT;", "")


@dataclass(frozen=True)
class Attempts:
    """Seconds of each attempt, how many booked, and the seconds of all."""

    seconds: list[float]
    booked: int
    elapsed: float

    @property
    def rate(self) -> float:
        return self.booked / self.elapsed

    @property
    def tail(self) -> float:
        """p99 over p50."""
        return quantiles(self.seconds, n=100, method="inclusive")[98] / median(self.seconds)


@dataclass(frozen=True)
class Rush:
    name: str = "rush"

    def reached(self, groups: list[Group], rounds: int, turns: int) -> list[Reached]:
        group, store = groups[0], groups[0].stores[0]
        title = TITLE.format(clients=len(group.lines), starts=STARTS)
        before = deadlocks(group)
        full, by_hand = zip(*(a_round(group, store, max(2, turns // 6)) for _ in range(rounds)))
        double = run(group.connection, "double_bookings", store=store.keys["store"])[0][0]
        tail = median(attempts.tail for attempts in full)
        share = median(one.rate / other.rate for one, other in zip(full, by_hand))
        rate = median(attempts.rate for attempts in full)
        return [
            Reached(title, "0 booked twice", f"{double}", double == 0),
            Reached(title, "0 deadlocks", f"{(more := deadlocks(group) - before)}", more == 0),
            Reached(title, "p99 ≤ 10 x p50", f"{tail:.1f}", tail <= 10),
            Reached(title, "goal: ≥ 0.15 x bare SQL's booked/s", f"{share:.2f} ({rate:.0f}/s)", share >= 0.15),
        ]


def a_round(group: Group, store: MeasuredStore, turns: int) -> tuple[Attempts, Attempts]:
    """By requests, then by hand-written SQL; what was booked is free again at once."""
    slots = calls.free_slots(store)[-STARTS:]
    wanted = [slots[n % STARTS] for n in range(len(group.lines) * turns)]
    by_request = [partial(book, store, calls.booking_body(store, slot["start"])) for slot in wanted]
    by_hand = [partial(book_by_hand, bare.booked(store, slot)) for slot in wanted]
    return attempted(by_request, group.lines), attempted(by_hand, group.lines)


def attempted(attempts: list[Any], lines: list[Lines]) -> Attempts:
    begun = perf_counter()
    with ThreadPoolExecutor(len(lines)) as clients:
        by_client = [(attempts[n :: len(lines)], line) for n, line in enumerate(lines)]
        results = list(clients.map(lambda one: [attempt(one[1]) for attempt in one[0]], by_client))
    elapsed = perf_counter() - begun
    flat = [result for of_client in results for result in of_client]
    return Attempts([seconds for seconds, _ in flat], sum(booked for _, booked in flat), elapsed)


def book(store: MeasuredStore, body: dict[str, Any], lines: Lines) -> tuple[float, bool]:
    """(seconds of the attempt, whether it booked); a booking is cancelled again."""
    request = post("/api/v1/appointments/", body, token=store.token("hotline_clerk"))
    begun = perf_counter()
    response = lines.web.exchange(request)
    seconds = perf_counter() - begun
    if response.status not in {BOOKED, REFUSED}:
        raise RuntimeError(f"A booking under the rush got {response.status}.")
    if response.status == BOOKED:
        path = f"/api/v1/appointments/{response.json['id']}/cancel/"
        lines.web.send(post(path, {"reason": "customer"}, token=store.token("hotline_clerk")))
    return seconds, response.status == BOOKED


def book_by_hand(values: dict[str, Any], lines: Lines) -> tuple[float, bool]:
    """The same: all claims or none, then free again."""
    with lines.database.cursor() as cursor:
        begun = perf_counter()
        cursor.execute(OPEN_BOOKING, values)
        cursor.execute(SQL["claimed"], values)
        [(booked,)] = cursor.fetchall()
        cursor.execute("COMMIT" if booked else "ROLLBACK")
        seconds = perf_counter() - begun
        if booked:
            cursor.execute(SQL["release"], values)
    return seconds, booked


def deadlocks(group: Group) -> int:
    with group.connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


RUSH = Rush()
