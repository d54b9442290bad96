"""Addresses of the pages."""

from django.urls import path

from capacity import views

urlpatterns = [path("bays/", views.BayBoard.as_view(), name="bay_board")]
