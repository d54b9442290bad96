import threading
from queue import SimpleQueue

from supervisor.web.threads import Threads


class Task:
    """Tells which thread works on it, then waits until it may end."""

    def __init__(self):
        self.thread, self.may_end = SimpleQueue(), threading.Event()

    def service(self):
        self.thread.put(threading.get_ident())
        self.may_end.wait(5)

    def finish(self):
        self.may_end.set()


def run(threads: Threads, idle: int) -> int:
    """The thread of one task that is done when this returns."""
    task = Task()
    threads.add_task(task)
    task.finish()
    thread = task.thread.get(timeout=5)
    while len(threads.idle) != idle:
        pass
    return thread


def test_one_client_is_served_by_one_thread():
    threads = Threads(4)
    assert len({run(threads, idle=1) for _ in range(20)}) == 1


def test_no_more_threads_than_allowed_and_no_task_is_lost():
    threads, tasks = Threads(2), [Task() for _ in range(5)]
    for task in tasks:
        threads.add_task(task)
        task.finish()
    assert len({task.thread.get(timeout=5) for task in tasks}) <= 2


def test_idle_threads_end_but_for_one():
    ended = SimpleQueue()
    threads = Threads(3, at_end=lambda: ended.put(threading.get_ident()), idle_seconds=0.01)
    tasks = [Task() for _ in range(3)]
    for task in tasks:
        threads.add_task(task)
    workers = {task.thread.get(timeout=5) for task in tasks}
    for task in tasks:
        task.finish()
    assert {ended.get(timeout=5), ended.get(timeout=5)} < workers and len(workers) == 3
    assert (threads.count, len(threads.idle)) == (1, 1)
    run(threads, idle=1)


def test_task_that_comes_a_moment_early_waits_for_the_thread_there_is(monkeypatch):
    monkeypatch.setattr("supervisor.web.threads.PAUSE_SECONDS", 0.2)
    threads, first, second = Threads(4), Task(), Task()
    threads.add_task(first)
    thread = first.thread.get(timeout=5)
    threads.add_task(second)
    first.finish()
    second.finish()
    assert second.thread.get(timeout=5) == thread


def test_failure_of_one_task_does_not_cost_the_thread():
    class Failing:
        def service(self):
            raise ZeroDivisionError

    threads = Threads(1)
    threads.add_task(Failing())
    assert run(threads, idle=1)
