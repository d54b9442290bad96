"""Parses the bodies of API calls."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """JSON in UTF-8 without NaN and Infinity; an unreadable body is a 400."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return json.loads(stream.read().decode(), parse_constant=_no_number)
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("This is not JSON: see line %(line)s, column %(column)s.") % place) from error
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not text in UTF-8.")) from error
        except (ValueError, RecursionError) as error:
            raise ParseError(
                _("This JSON cannot be read: a number is impossible, or it is nested too deep.")
            ) from error


def _no_number(word: str) -> None:
    raise ValueError(word)
