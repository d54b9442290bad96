"""Uploaded pictures: only re-encoded ones are stored, without metadata (promise P25)."""

import base64
import binascii
import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONG_EDGE = 1600
QUALITY = 78
MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
MOST_SIGNATURE = 200_000
INK = "data:image/png;base64,"


class NotAPicture(ValueError):
    """The upload is not a photo that we store; the message is for the person who sent it."""


@dataclass(frozen=True)
class Picture:
    """A JPEG that we encoded, at most 1600 pixels long, without EXIF. Made by `drawn_anew` only."""

    jpeg: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.jpeg).hexdigest()


def drawn_anew(raw: bytes) -> Picture:
    """The picture in an upload (JPEG, PNG or WebP, at most 10 MB); raises NotAPicture for anything else."""
    image = _opened(raw, set(MAGIC.values()))
    image = ImageOps.exif_transpose(image)
    image.thumbnail((LONG_EDGE, LONG_EDGE))
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    out = BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue())


def from_base64(text: str) -> Picture:
    """The same for a picture sent as text, with or without its `data:` head."""
    return drawn_anew(_decoded(text.partition("base64,")[2] or text))


def signature(url: str) -> str:
    """A signature drawn on the screen, re-encoded as a small PNG data URL; empty stays empty."""
    if not url:
        return ""
    if not url.startswith(INK) or len(url) > MOST_SIGNATURE:
        raise NotAPicture(_("Sign again: this is not a signature."))
    image = _opened(_decoded(url.removeprefix(INK)), {"PNG"})
    image.thumbnail((800, 400))
    out = BytesIO()
    clean = Image.new("RGBA", image.size)
    clean.paste(image)
    clean.save(out, "PNG", optimize=True)
    return INK + base64.b64encode(out.getvalue()).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAPicture(_("This picture did not arrive whole. Send it again.")) from error


def _opened(raw: bytes, kinds: set[str]) -> Image.Image:
    """The opened picture, checked by its content and not its name: size, first bytes, pixels, and whether it opens."""
    if len(raw) > MOST_BYTES:
        raise NotAPicture(_("A photo has 10 MB at most."))
    kind = next((kind for magic, kind in MAGIC.items() if raw.startswith(magic)), None)
    if kind not in kinds:
        raise NotAPicture(_("Only JPEG, PNG and WebP photos are taken."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(BytesIO(raw), formats=[kind])
            if image.width * image.height > MOST_PIXELS or getattr(image, "n_frames", 1) > 1:
                raise NotAPicture(_("This picture is too large."))
            image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        if isinstance(error, NotAPicture):
            raise
        raise NotAPicture(_("This photo cannot be opened. Take it again.")) from error
    return image.convert("RGBA" if "A" in image.getbands() or image.mode == "P" else "RGB")
