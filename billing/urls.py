"""Addresses of the money's pages."""

from django.urls import path

from billing.views import bills, lists, public

urlpatterns = [
    path("settle/", lists.SettleList.as_view(), name="settle_list"),
    path("bills/", lists.BillList.as_view(), name="bill_list"),
    path("takings/", lists.ReceiptList.as_view(), name="payment_list"),
    path("bills/<int:pk>/", bills.BillDetail.as_view(), name="bill_detail"),
    path("bills/<int:pk>/print/", bills.BillPrint.as_view(), name="bill_print"),
    path("bills/<int:pk>/issue/", bills.issue, name="bill_issue"),
    path("bills/<int:pk>/discard/", bills.discard, name="bill_discard"),
    path("bills/<int:pk>/payments/", bills.Pay.as_view(), name="bill_pay"),
    path("bills/<int:pk>/refund/", bills.Refund.as_view(), name="bill_refund"),
    path("bills/<int:pk>/credit/", bills.Credit.as_view(), name="bill_credit"),
    path("bills/<int:pk>/link/", bills.GiveLink.as_view(), name="bill_link"),
    path("bills/<int:pk>/link/revoke/", bills.revoke_link, name="bill_link_revoke"),
    path("b/<str:token>/", public.bill, name="public_bill"),
    path("b/<str:token>/print/", public.bill_print, name="public_bill_print"),
]
