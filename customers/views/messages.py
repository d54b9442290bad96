"""Messages to customers: the list with its doubtful ones, one message, the demo's outbox."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST
from django_scopes import scope

from accounts.needs import needs
from accounts.perms import StaffPerm
from accounts.presenters import timeline
from accounts.transitions import acts_of
from core.views import DetailPage, ListPage
from customers import channels, presenters
from customers.actions import messages, outbox
from customers.filters import MessageFilter
from customers.models.messages import Message
from customers.perms import CustomerPerm

COLUMNS = [
    (pgettext_lazy("message", "Due"), lambda message, access: message.due_at),
    (_("Customer"), lambda message, access: str(message.customer)),
    (_("Channel"), lambda message, access: channels.label_of(message.channel)),
    (pgettext_lazy("message", "To"), lambda message, access: presenters.address_for(access, message.address)),
    (_("Subject"), lambda message, access: message.subject),
    (_("State"), lambda message, access: message.get_status_display()),
    (pgettext_lazy("message", "Why"), lambda message, access: message.why),
    (_("Attempts"), lambda message, access: message.attempts),
    (_("Our reference"), lambda message, access: message.reference),
]


class MessageList(ListPage):
    needs = CustomerPerm.MESSAGE_VIEW
    title = _("Messages")
    template_name = "customers/message_list.html"
    filter_class = MessageFilter
    export_needs = StaffPerm.EXPORT
    columns = COLUMNS
    empty = {"text": _("No message has been planned yet."), "icon": "mail"}

    def get_queryset(self):
        return Message.objects.select_related("customer").order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        by, at = self.request.access, now()
        for message in kwargs["page_obj"]:
            message.acts = acts_of(message, by, at)
        return super().get_context_data(
            doubtful=Message.objects.doubtful().count(), search_label=_("Customer, subject, reference"), **kwargs
        )


class MessageDetail(DetailPage):
    needs = CustomerPerm.MESSAGE_VIEW
    template_name = "customers/message_detail.html"

    def get_queryset(self):
        return Message.objects.select_related("customer")

    def get_title(self):
        return self.object.subject

    def get_context_data(self, **kwargs):
        body = self.object.body
        if self.object.link_kind:
            body = body.replace("{link}", str(_("[the customer's own link]")))
        return super().get_context_data(
            acts=acts_of(self.object, self.request.access, now()),
            back_url=reverse("message_list"),
            body=body,
            history=timeline(self.object),
            **kwargs,
        )


@require_POST
@needs(CustomerPerm.MESSAGE_SETTLE)
def settle(request, pk, went):
    message = messages.settle(get_object_or_404(Message, pk=pk), by=request.access, at=now(), went=went)
    return redirect("message_detail", message.pk)


class Outbox(ListPage):
    """Every message as its customer gets it, for visitors of the demo; in demo mode only."""

    needs = CustomerPerm.CUSTOMER_VIEW
    title = _("Outbox of the demo")
    template_name = "customers/outbox.html"
    filter_class = MessageFilter
    empty = {"text": _("No message has been planned yet."), "icon": "mail"}

    def get_queryset(self):
        if not settings.DEMO:
            raise Http404
        return Message.objects.select_related("customer").order_by("-created_at", "-pk")


@needs(CustomerPerm.CUSTOMER_VIEW)
def outbox_message(request, pk):
    if not settings.DEMO:
        raise Http404
    message = get_object_or_404(Message.objects.select_related("store", "customer"), pk=pk)
    with scope(store=message.store):
        url = outbox.open_for_show(message, at=now())
    parts = message.body.split("{link}") if url else [message.body]
    context = {"store": message.store, "demo": True, "message": message, "parts": parts, "url": url}
    return render(request, "customers/outbox_message.html", context)
