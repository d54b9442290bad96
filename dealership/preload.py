"""Loads the application completely, so that the processes of the web server share its memory."""

from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from django.utils.translation import gettext, override

from core.names import dictionary
from dealership.wsgi import application

__all__ = ["application", "close_connections"]

close_connections = connections.close_all

list(get_resolver().url_patterns)
dictionary()
compiled = engines["compiled"]
for name in compiled.env.list_templates(extensions=["jinja"]):
    compiled.get_template(name)
for language, _ in settings.LANGUAGES:
    with override(language):
        gettext("Today")
