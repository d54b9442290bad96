"""Addresses of the boards."""

from django.urls import path

from dealership.boards import views

urlpatterns = [
    path("boards/store/", views.StoreBoard.as_view(), name="store_board"),
    path("boards/sales/", views.SalesBoard.as_view(), name="sales_board"),
    path("boards/workshop/", views.ServiceBoard.as_view(), name="service_board"),
    path("boards/group/", views.GroupBoard.as_view(), name="group_board"),
    path("boards/metrics/<str:code>/", views.MetricPage.as_view(), name="metric_detail"),
]
