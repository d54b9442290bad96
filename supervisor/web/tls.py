"""TLS for sockets that never wait."""

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
    """A client's socket as the loop wants it: "not now" and "gone" look like those of a plain socket.

    The handshake happens by itself within the first reads. The lock is needed: a thread may write an answer while the
    loop reads, and OpenSSL's state of a connection bears one of them at a time.
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
        """All that OpenSSL has deciphered already: the loop would not be called for it again."""
        with self.lock, translated():
            received = self.secure.recv(size)
            while waiting := self.secure.pending():
                received += self.secure.recv(waiting)
            return received

    def send(self, data: bytes) -> int:
        with self.lock, translated():
            return self.secure.send(data)


class translated:
    """Errors of OpenSSL become those of a socket."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            raise BlockingIOError(errno.EAGAIN, "not now") from None
        if isinstance(error, ssl.SSLError):
            raise ConnectionResetError(errno.ECONNRESET, str(error)) from None
