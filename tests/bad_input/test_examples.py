"""Every POST of the published API has an example; `test_calls.py` sends them."""

from drf_spectacular.generators import SchemaGenerator

from tests.examples import CALLS


def published() -> set[str]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {path.removeprefix("/api/v1") for path, methods in paths.items() if "post" in methods}


def test_every_published_post_has_an_example(db):
    assert set(CALLS) == published()
