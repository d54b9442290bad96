"""Addresses of customers, cars and messages."""

from django.urls import path

from customers.views import messages, people, sms, vehicles

urlpatterns = [
    path("customers/", people.CustomerList.as_view(), name="customer_list"),
    path("customers/new/", people.CustomerNew.as_view(), name="customer_new"),
    path("customers/<int:pk>/", people.CustomerDetail.as_view(), name="customer_detail"),
    path("customers/<int:pk>/edit/", people.CustomerEdit.as_view(), name="customer_edit"),
    path("customers/<int:pk>/consents/", people.ConsentGive.as_view(), name="consent_give"),
    path("consents/<int:pk>/withdraw/", people.withdraw, name="consent_withdraw"),
    path("customers/<int:pk>/cars/new/", vehicles.VehicleNew.as_view(), name="vehicle_new"),
    path("cars/<int:pk>/", vehicles.VehicleDetail.as_view(), name="vehicle_detail"),
    path("cars/<int:pk>/edit/", vehicles.VehicleEdit.as_view(), name="vehicle_edit"),
    path("cars/<int:pk>/mileage/", vehicles.MileageRead.as_view(), name="mileage_read"),
    path("messages/", messages.MessageList.as_view(), name="message_list"),
    path("messages/<int:pk>/", messages.MessageDetail.as_view(), name="message_detail"),
    path("messages/<int:pk>/went/", messages.settle, {"went": True}, name="message_went"),
    path("messages/<int:pk>/lost/", messages.settle, {"went": False}, name="message_lost"),
    path("sms/receipts/", sms.receipts, name="sms_receipts"),
    path("outbox/", messages.Outbox.as_view(), name="outbox"),
    path("outbox/<int:pk>/", messages.outbox_message, name="outbox_message"),
]
