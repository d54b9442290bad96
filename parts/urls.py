"""Addresses of the parts store's pages."""

from django.urls import path

from parts import views
from parts.shelf import views as shelf_views

urlpatterns = [
    path("shelf/", shelf_views.PickList.as_view(), name="pick_list"),
    path("shelf/pick/", shelf_views.pick, name="pick"),
    path("shelf/issue/", shelf_views.issue, name="issue_parts"),
    path("shelf/scan/", shelf_views.scan, name="scan"),
    path("shelf/goods/<int:pk>/unpick/", shelf_views.unpick, name="unpick"),
    path("shelf/goods/<int:pk>/bring-back/", shelf_views.bring_back, name="bring_back"),
    path("shelf/places/", shelf_views.PlaceList.as_view(), name="place_list"),
    path("shelf/places/new/", shelf_views.AddPlace.as_view(), name="place_new"),
    path("shelf/places/<int:pk>/", shelf_views.CorrectPlace.as_view(), name="place_correct"),
    path("shelf/places/<int:pk>/use/", shelf_views.switch_place, name="place_use"),
    path("shelf/labels/", shelf_views.Labels.as_view(), name="reservation_labels"),
    path("stock/", views.StockList.as_view(), name="stock_list"),
    path("stock/<int:pk>/", views.StockDetail.as_view(), name="stock_detail"),
    path("stock/reservations/", views.ReservationList.as_view(), name="reservation_list"),
    path("stock/<int:pk>/receive/", views.Receive.as_view(), name="stock_receive"),
    path("stock/<int:pk>/count/", views.Count.as_view(), name="stock_count"),
    path("stock/<int:pk>/expect/", views.Expect.as_view(), name="stock_expect"),
    path("stock/reservations/<int:pk>/give-up/", views.GiveUp.as_view(), name="reservation_give_up"),
]
