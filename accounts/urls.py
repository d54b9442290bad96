"""Addresses of entering, leaving, notices and users."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("demo/login/", views.demo_login, name="demo_login"),
    path("demo/switch/", views.demo_login, name="demo_switch"),
    path("store/", views.switch_store, name="switch_store"),
    path("no-role/", views.no_role, name="no_role"),
    path("notices/", views.NoticeList.as_view(), name="notice_list"),
    path("notices/<int:pk>/acknowledge/", views.acknowledge, name="notice_acknowledge"),
    path("users/", views.UserList.as_view(), name="user_list"),
    path("stores/", views.StoreList.as_view(), name="store_list"),
]
