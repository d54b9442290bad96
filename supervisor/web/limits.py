"""Limits of a client's time and data, and of the number of clients."""

from dataclasses import dataclass

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
WAITING = 1024  # clients that the kernel lets wait while a server starts or works; one more tries again after a second
FILES_OF_A_CONNECTION = 3  # the socket, and the files of a long body and a long answer


@dataclass(frozen=True)
class Limits:
    """Limits in seconds and bytes: a very slow phone is served, a client that only stays connected is not."""

    idle_seconds: float = 75.0  # between two requests; longer than the proxy's, so that the proxy ends it
    handshake_seconds: float = 10.0
    head_seconds: float = 10.0
    body_seconds: float = 600.0
    answer_seconds: float = 900.0
    stretch_seconds: float = 20.0  # in each stretch of a body or an answer …
    stretch_bytes: int = 40 * KILOBYTE  # … so much must move
    discarding_seconds: float = 5.0  # for the rest of a refused request, while the client reads why
    work_seconds: float = float("inf")  # the database has its own limits

    head_bytes: int = 32 * KILOBYTE
    body_bytes: int = 16 * MEGABYTE  # the settings' DATA_UPLOAD_MAX_MEMORY_SIZE
    connections: int = 300  # of one process
    requests: int = 10_000  # after these a process is replaced
    stop_seconds: float = 2.0  # for running requests when the server stops; all services stop within 4

    def seconds(self, stage: str) -> float:
        return getattr(self, f"{stage.lower()}_seconds")
