"""Addresses of the prices' pages."""

from django.urls import path

from pricing import views

urlpatterns = [
    path("catalogue/", views.Catalogue.as_view(), name="catalogue"),
    path("catalogue/operations/<str:code>/", views.OperationEdit.as_view(), name="operation_edit"),
    path("catalogue/operations/<str:code>/reset/", views.reset_operation, name="operation_reset"),
    path("catalogue/packages/", views.Packages.as_view(), name="package_list"),
    path("catalogue/packages/<str:code>/offer/", views.offer_package, name="package_offer"),
    path("catalogue/packages/<str:code>/withdraw/", views.withdraw_package, name="package_withdraw"),
    path("prices/<str:code>/", views.price_list, name="price_list"),
]
