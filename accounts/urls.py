"""Addresses of signing in and out, notices, users and stores."""

from django.urls import path

from accounts.views import administration, login, notices
from accounts.views.administration import (
    MembershipNew,
    PasswordReset,
    StoreDayNew,
    StoreDetail,
    StoreEdit,
    StoreHours,
    StoreList,
    UserDetail,
    UserList,
    UserNew,
)
from accounts.views.login import Login, Logout
from accounts.views.notices import NoticeList
from accounts.views.settings import StoreSettings

urlpatterns = [
    path("login/", Login.as_view(), name="login"),
    path("logout/", Logout.as_view(), name="logout"),
    path("demo/login/", login.demo_login, name="demo_login"),
    path("demo/switch/", login.demo_login, name="demo_switch"),
    path("store/", login.switch_store, name="switch_store"),
    path("no-role/", login.no_role, name="no_role"),
    path("notices/", NoticeList.as_view(), name="notice_list"),
    path("notices/<int:pk>/acknowledge/", notices.acknowledge, name="notice_acknowledge"),
    path("users/", UserList.as_view(), name="user_list"),
    path("users/new/", UserNew.as_view(), name="user_new"),
    path("users/<int:pk>/", UserDetail.as_view(), name="user_detail"),
    path("users/<int:pk>/role/", MembershipNew.as_view(), name="membership_new"),
    path("users/<int:pk>/password/", PasswordReset.as_view(), name="user_password"),
    path("users/<int:pk>/disable/", administration.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", administration.user_enable, name="user_enable"),
    path("memberships/<int:pk>/end/", administration.membership_end, name="membership_end"),
    path("stores/", StoreList.as_view(), name="store_list"),
    path("stores/<int:pk>/", StoreDetail.as_view(), name="store_detail"),
    path("stores/<int:pk>/edit/", StoreEdit.as_view(), name="store_edit"),
    path("stores/<int:pk>/settings/", StoreSettings.as_view(), name="store_settings"),
    path("stores/<int:pk>/hours/", StoreHours.as_view(), name="store_hours"),
    path("stores/<int:pk>/days/new/", StoreDayNew.as_view(), name="store_day_new"),
    path("store-days/<int:pk>/clear/", administration.store_day_clear, name="store_day_clear"),
]
