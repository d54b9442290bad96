"""TLS for non-blocking sockets."""

import errno
import ssl
from socket import socket
from threading import Lock

LARGEST_PIECE = 64 * 1024


def context(certificate: str, key: str | None) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(certificate, key)
    return made


class TlsSocket:
    """A TLS socket that raises the errors of a plain socket for "not now" and "closed".

    The first reads do the handshake. The lock is needed because a thread may write while the loop reads, and OpenSSL
    allows one of them at a time.
    """

    def __init__(self, plain: socket, tls: ssl.SSLContext):
        plain.setblocking(False)
        self.secure = tls.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self.lock = Lock()

    def __getattr__(self, name):
        return getattr(self.secure, name)

    @property
    def is_established(self) -> bool:
        return self.secure.version() is not None

    def recv(self, size: int) -> bytes:
        """Read all deciphered data: the loop would get no further event for it."""
        with self.lock, translated():
            received = self.secure.recv(size)
            while waiting := self.secure.pending():
                received += self.secure.recv(waiting)
            return received

    def send(self, data: bytes) -> int:
        with self.lock, translated():
            return self.secure.send(data)


class translated:
    """Raise errors of OpenSSL as errors of a socket."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            raise BlockingIOError(errno.EAGAIN, "not now") from None
        if isinstance(error, ssl.SSLError):
            raise ConnectionResetError(errno.ECONNRESET, str(error)) from None
