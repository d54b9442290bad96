"""The parts of a page that are the same for everybody (docs/decisions/0022)."""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

from core.templatetags.ui import kept

register = template.Library()


class SameForAll(template.Node):
    """Drawn once in each language, and without anything of the page: a variable has no value in it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.piece = kept(len(settings.LANGUAGES))(self.draw)

    def render(self, context: Any) -> SafeString:
        return self.piece(context.template.engine)

    def draw(self, engine: template.Engine) -> SafeString:
        nothing = template.Context()
        with nothing.bind_template(engine.from_string("")):
            return self.nodelist.render(nothing)


@register.tag
def same_for_all(parser: Parser, token: Token) -> SameForAll:
    """`{% same_for_all %}…{% endsame_for_all %}`: texts, icons and addresses of files that no request changes."""
    nodelist = parser.parse(("endsame_for_all",))
    parser.delete_first_token()
    return SameForAll(nodelist)
