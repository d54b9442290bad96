"""A request as it arrives; one that is too large is not read to its end."""

from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge


class Request(HTTPRequestParser):
    """Complete when there is something to answer."""

    is_too_large = False

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.is_too_large, self.expect_continue = True, False
            self.leave_unread()
            return len(data)  # the rest is no further request
        return consumed

    def leave_unread(self) -> None:
        """Of a length told in the head the application says itself, in the reader's language, that it is too much."""
        if not self.chunked:
            self.error = self.body_rcv = None
            self.headers["CONNECTION"] = "close"

    @property
    def path_if_known(self) -> str:
        return getattr(self, "path", "")
