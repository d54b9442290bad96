"""How long a client may take, how much it may send, and how many may come."""

from dataclasses import dataclass

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
FILES_OF_A_CONNECTION = 3  # itself, and the files that keep a long body and a long answer


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes: the slowest telephone in a basement passes, who only wants to stay does not."""

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
    requests: int = 10_000  # after these a process makes room for a fresh one
    stop_seconds: float = 2.0  # for what is at work when the server is to end; the whole house closes in 4

    def seconds(self, stage: str) -> float:
        return getattr(self, f"{stage.lower()}_seconds")
