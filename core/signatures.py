"""Signatures of what two systems send to each other, by a secret that both have."""

import hmac
from hashlib import sha256


def signed(secret: str, body: bytes) -> str:
    """The signature of a body, as 64 hexadecimal digits."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether the signature is that of the body; with no secret nothing is signed."""
    return bool(secret) and hmac.compare_digest(signed(secret, body).encode(), signature.encode())
