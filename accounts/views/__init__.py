"""Pages of the house itself: the doors, notices, and what the administrator keeps."""

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
    membership_end,
    store_day_clear,
    user_disable,
    user_enable,
)
from accounts.views.doors import Login, Logout, NoticeList, acknowledge, demo_login, locked_out, no_role, switch_store

__all__ = [
    "Login",
    "Logout",
    "MembershipNew",
    "NoticeList",
    "PasswordReset",
    "StoreDayNew",
    "StoreDetail",
    "StoreEdit",
    "StoreHours",
    "StoreList",
    "UserDetail",
    "UserList",
    "UserNew",
    "acknowledge",
    "demo_login",
    "locked_out",
    "membership_end",
    "no_role",
    "store_day_clear",
    "switch_store",
    "user_disable",
    "user_enable",
]
