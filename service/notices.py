"""What a colleague is told to do with an order; the note is done with when the thing is done."""

from django.utils.translation import gettext_noop

TO_DISPATCH = gettext_noop("%(order)s is signed: dispatch it.")
TO_INSPECT = gettext_noop("%(order)s is finished: inspect it.")
