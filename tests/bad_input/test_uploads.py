"""What is sent instead of a photo, and what a photo carries hidden."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from service.models.orders import Photo
from tests.bad_input.ground import everything, problem_in
from tests.examples import CALLS
from tests.examples.world import client_for, send
from tests.factories.service import picture

pytestmark = pytest.mark.slow
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 30,000 pixels wide and high."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (3751 * 3000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("navy", "red")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


REFUSED = {
    "a text": b"not a picture at all",
    "nothing": b"",
    "a drawing with a script": SCRIPT,
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a program": b"MZ" + bytes(200),
    "a GIF": picture(kind="GIF"),
    "a TIFF": picture(kind="TIFF"),
    "the head of a JPEG": picture()[:200],
    "a page that begins like a JPEG": b"\xff\xd8\xff" + SCRIPT,
    "a bomb": bomb(),
    "a moving picture": moving(),
    "more than ten megabytes": picture() + bytes(10 * 1024 * 1024),
}


@pytest.fixture
def call(world):
    return CALLS["/repair-orders/{id}/photos/"](world)


def upload(client, call, raw: bytes, name: str = "car.jpg"):
    file = SimpleUploadedFile(name, raw, content_type="image/jpeg")
    return client.post(f"/api/v1{call.path}", {"photo": file, "angle": "front"})


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_is_refused_in_plain_words(world, call, what):
    before = everything()
    for language in ("zh-hans", "en"):
        client = client_for(call.by, world.now, language)
        assert not problem_in(upload(client, call, REFUSED[what]), {400}, "photo")
        text = base64.b64encode(REFUSED[what]).decode()
        assert not problem_in(send(client, call.path, {"image": text}), {400}, "image")
    assert everything() == before


def test_a_photo_is_drawn_anew_without_place_and_camera(world, call):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Wang"
    exif.get_ifd(0x8825)[1] = "N"
    raw = picture(exif=exif) + b"<script>alert(1)</script>"
    assert b"Camera of Wang" in raw
    assert upload(client_for(call.by, world.now), call, raw, "../../etc/passwd").status_code == 201
    kept = bytes(Photo.objects.get().image)
    assert b"Camera" not in kept and b"<script>" not in kept
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}


def test_both_ways_at_once_or_none_is_refused(world, call):
    client = client_for(call.by, world.now)
    assert not problem_in(send(client, call.path, {}), {400}, "photo")
    assert not problem_in(send(client, call.path, {"image": "%%%"}), {400}, "image")
    assert not problem_in(send(client, call.path, {"image": "data:image/png;base64,"}), {400}, "image")


@pytest.mark.parametrize("url", ["x", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,!!!", "x" * 300_000])
def test_a_signature_is_a_drawing(world, url):
    call = CALLS["/repair-orders/{id}/sign/"](world)
    before = everything()
    answer = send(client_for(call.by, world.now, "zh-hans"), call.path, {"name": "王", "signature": url})
    assert not problem_in(answer, {400}, "signature")
    assert everything() == before
