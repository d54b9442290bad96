"""A request; one that is too large is not read to its end."""

from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge


class Request(HTTPRequestParser):
    """A request that is complete as soon as it can be answered."""

    is_too_large = False

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.is_too_large, self.expect_continue = True, False
            self.leave_unread()
            return len(data)  # the rest is not the next request
        return consumed

    def leave_unread(self) -> None:
        """Do not read a body whose Content-Length is too large: the application answers in the reader's language."""
        if not self.chunked:
            self.error = self.body_rcv = None
            self.headers["CONNECTION"] = "close"

    @property
    def path_if_known(self) -> str:
        return getattr(self, "path", "")
