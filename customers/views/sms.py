"""Where the SMS gateway reports what became of a text."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.needs import public
from customers import sms
from customers.actions import outbox


@csrf_exempt
@require_POST
@public
def receipts(request):
    """A delivery receipt: 204 when it was read, 403 without the gateway's signature. That of a code moves nothing."""
    receipt = sms.gateway().receipt(request.body, request.headers)
    if receipt is None:
        return HttpResponse(status=403)
    outbox.take_receipt(receipt.reference, delivered=receipt.delivered, reason=receipt.reason)
    return HttpResponse(status=204)
