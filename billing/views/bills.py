"""One bill: check, issue, take payment, give the link, print, credit (ux K1: one page)."""

import segno
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.transitions import acts_of
from billing import methods
from billing.actions import bills, links, receipts
from billing.forms import CreditForm, MoneyForm
from billing.models.bills import Bill
from billing.perms import BillPerm
from billing.presenters import Sheet, history
from billing.rules import bills as bills_rules
from core.views import DetailPage, FormPage
from customers.perms import CustomerPerm
from customers.presenters import phone_for, plate_for


class BillDetail(DetailPage):
    needs = BillPerm.BILL_VIEW
    template_name = "billing/bill_detail.html"
    link_url = ""

    def get_queryset(self):
        return Bill.objects.with_people()

    def get_context_data(self, **kwargs):
        bill, by = self.object, self.request.access
        sheet = Sheet(bill, by.store.today(now()))
        first, others = methods.buttons()
        money, acts = bills_rules.open_amount(bill), acts_of(bill, by, now())
        return super().get_context_data(
            sheet=sheet,
            plate=plate_for(by, sheet.facts["vehicle"].get("plate", "")),
            phone=phone_for(by, sheet.facts["customer"]["phone"]),
            payments=bill.allocations.with_receipt(),
            methods=first,
            more_methods=others,
            open=money,
            money_form=MoneyForm(initial={"amount": money}, auto_id="money_%s"),
            refunds=refunds(bill) if bill.status == bills_rules.S.CREDITED and by.can(Refund.needs) else [],
            credit_note=bill.credits.first(),
            history=history(bill),
            acts=[act for act in acts if act.name == "issue"],
            corrections=[act for act in acts if act.name != "issue"],
            link_url=self.link_url,
            link_qr=segno.make_qr(self.link_url).svg_data_uri(scale=4) if self.link_url else "",
            **kwargs,
        )


def refunds(bill: Bill) -> list[dict]:
    """What can be given back on a credited bill: one form for each way that money came in by."""
    left = bill.allocations.left_by_method()
    forms = {code: MoneyForm(initial={"amount": rest}, auto_id=f"back_{code}_%s") for code, rest in left.items()}
    return [{**methods.button(code), "form": form} for code, form in forms.items()]


class GiveLink(BillDetail):
    """The bill with a fresh link on it. It is shown once, so this page is the answer and no redirect follows."""

    needs = CustomerPerm.LINK_MAKE

    def get(self, request, *args, **kwargs):
        return redirect(self.get_object())

    def post(self, request, *args, **kwargs):
        bill = get_object_or_404(Bill.objects.with_people(), pk=self.kwargs["pk"])
        self.link_url = links.give_link(bill, by=request.access, at=now())
        return super().get(request, *args, **kwargs)


class BillPrint(DetailPage):
    """The settlement list on A4, in the shape of JT/T 1133."""

    needs = BillPerm.BILL_VIEW
    template_name = "billing/bill_print.html"

    def get_queryset(self):
        return Bill.objects.with_people()

    def get_context_data(self, **kwargs):
        sheet = Sheet(self.object, self.request.access.store.today(now()))
        return super().get_context_data(sheet=sheet, **kwargs)


class BillForm(FormPage):
    """One act on a bill; the bill's page posts here, and a mistake is shown here."""

    @cached_property
    def bill(self):
        return get_object_or_404(Bill, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=self.bill, back_url=self.bill.get_absolute_url(), **kwargs)


class Pay(BillForm):
    needs = BillPerm.PAYMENT_TAKE
    title = gettext_lazy("Take payment")
    form_class = MoneyForm

    def get_initial(self):
        return {"amount": bills_rules.open_amount(self.bill)}

    def act(self, form):
        return receipts.take(self.bill, by=self.request.access, at=now(), **form.facts)


class Refund(BillForm):
    needs = BillPerm.PAYMENT_TAKE
    title = gettext_lazy("Give money back")
    form_class = MoneyForm

    def get_initial(self):
        left = self.bill.allocations.left_by_method()
        return dict(zip(("method", "amount"), next(iter(left.items()), ("", None)), strict=True))

    def act(self, form):
        return receipts.refund(self.bill, by=self.request.access, at=now(), **form.facts)


class Credit(BillForm):
    needs = BillPerm.BILL_CREDIT
    title = gettext_lazy("Credit note")
    form_class = CreditForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_label=_("Issue the credit note"), **kwargs)

    def act(self, form):
        return bills.credit(self.bill, by=self.request.access, at=now(), **form.facts)


@needs(BillPerm.BILL_ISSUE)
@require_POST
def issue(request, pk):
    return redirect(bills.issue(get_object_or_404(Bill, pk=pk), by=request.access, at=now()))


@needs(BillPerm.BILL_DRAFT)
@require_POST
def discard(request, pk):
    return redirect(bills.discard_draft(get_object_or_404(Bill, pk=pk), by=request.access, at=now()))


@needs(CustomerPerm.LINK_MAKE)
@require_POST
def revoke_link(request, pk):
    bill = get_object_or_404(Bill, pk=pk)
    links.revoke_link(bill, by=request.access, at=now())
    return redirect(bill)
