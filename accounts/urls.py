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
    path("users/new/", views.UserNew.as_view(), name="user_new"),
    path("users/<int:pk>/", views.UserDetail.as_view(), name="user_detail"),
    path("users/<int:pk>/role/", views.MembershipNew.as_view(), name="membership_new"),
    path("users/<int:pk>/password/", views.PasswordReset.as_view(), name="user_password"),
    path("users/<int:pk>/disable/", views.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", views.user_enable, name="user_enable"),
    path("memberships/<int:pk>/end/", views.membership_end, name="membership_end"),
    path("stores/", views.StoreList.as_view(), name="store_list"),
    path("stores/<int:pk>/", views.StoreDetail.as_view(), name="store_detail"),
    path("stores/<int:pk>/edit/", views.StoreEdit.as_view(), name="store_edit"),
    path("stores/<int:pk>/hours/", views.StoreHours.as_view(), name="store_hours"),
    path("stores/<int:pk>/days/new/", views.StoreDayNew.as_view(), name="store_day_new"),
    path("store-days/<int:pk>/clear/", views.store_day_clear, name="store_day_clear"),
]
