"""Addresses of the parts store's pages."""

from django.urls import path

from parts import views

urlpatterns = [
    path("shelf/", views.PickList.as_view(), name="pick_list"),
    path("shelf/pick/", views.pick, name="pick"),
    path("shelf/issue/", views.issue, name="issue_parts"),
    path("shelf/scan/", views.scan, name="scan"),
    path("shelf/labels/", views.Labels.as_view(), name="reservation_labels"),
    path("stock/", views.StockList.as_view(), name="stock_list"),
    path("stock/<int:pk>/", views.StockDetail.as_view(), name="stock_detail"),
    path("stock/reservations/", views.ReservationList.as_view(), name="reservation_list"),
    path("stock/<int:pk>/receive/", views.Receive.as_view(), name="stock_receive"),
    path("stock/<int:pk>/count/", views.Count.as_view(), name="stock_count"),
    path("stock/<int:pk>/expect/", views.Expect.as_view(), name="stock_expect"),
    path("stock/reservations/<int:pk>/give-up/", views.GiveUp.as_view(), name="reservation_give_up"),
]
