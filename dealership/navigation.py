"""The menu and the landing page of each role; at most five entries on a phone."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.permissions import Permission
from accounts.perms import StaffPerm
from accounts.roles import Role
from appointments.perms import AppointmentPerm
from billing.perms import BillPerm
from capacity.perms import CapacityPerm
from customers.perms import CustomerPerm
from followup.perms import FollowupPerm
from parts.perms import PartPerm
from pricing.perms import EstimatePerm
from sales.perms import LeadPerm
from service.perms import OrderPerm


@dataclass(frozen=True)
class Entry:
    """A menu entry; `primary` is the most frequent act of the role."""

    url_name: str
    label: Any
    icon: str
    needs: Permission
    primary: bool = False


TODAY = Entry("lead_list", _("Today"), "calendar-check", LeadPerm.LEAD_VIEW)
VISIT = Entry("visit_new", _("Canvass"), "plus", LeadPerm.LEAD_WORK, primary=True)
VISITS = Entry("visit_list", _("Visits"), "map", LeadPerm.LEAD_VIEW)
ORGANISATIONS = Entry("organisation_list", _("Organisations"), "building", LeadPerm.LEAD_VIEW)
CASES = Entry("case_list", _("Conflicts"), "split", LeadPerm.LEAD_DECIDE)
CUSTOMERS = Entry("customer_list", _("Customers"), "people", CustomerPerm.CUSTOMER_VIEW)
BOOK = Entry("booking", _("Book"), "phone", AppointmentPerm.APPOINTMENT_BOOK, primary=True)
APPOINTMENTS = Entry("appointment_list", _("Appointments"), "calendar", AppointmentPerm.APPOINTMENT_VIEW)
CALLS_IN = Entry("phone_call_list", _("Hotline"), "headset", AppointmentPerm.CALL_TAKE)
WAITING = Entry("waiting_list", _("Waiting list"), "clock", AppointmentPerm.APPOINTMENT_BOOK)
RESCUES = Entry("rescue_list", _("Rescues"), "alert", AppointmentPerm.RESCUE_WORK)
UNMET = Entry("unmet_list", _("Services we lack"), "help", AppointmentPerm.UNMET_LOG)
LINES = Entry("line_list", _("Telephone lines"), "phone", AppointmentPerm.LINE_MANAGE)
RECEPTION = Entry("reception", _("Reception"), "car", OrderPerm.ORDER_OPEN)
ORDERS = Entry("order_list", _("Repair orders"), "clipboard", OrderPerm.ORDER_VIEW)
DISPATCH = Entry("dispatch", _("Dispatch"), "wrench", OrderPerm.ORDER_DISPATCH)
BAYS = Entry("bay_board", _("Bays"), "grid", CapacityPerm.CAPACITY_VIEW)
CAPACITY = Entry("resource_list", _("Capacity"), "people", CapacityPerm.CAPACITY_MANAGE)
MY_WORK = Entry("my_work", _("My work"), "wrench", OrderPerm.ORDER_WORK, primary=True)
INSPECT = Entry("inspection_list", _("To inspect"), "check-circle", OrderPerm.ORDER_INSPECT, primary=True)
PICK = Entry("pick_list", _("Appointment shelf"), "shelf", PartPerm.PART_MOVE, primary=True)
STOCK = Entry("stock_list", _("Stock"), "box", PartPerm.PART_VIEW)
SETTLE = Entry("settle_list", _("To settle"), "cash", BillPerm.BILL_ISSUE, primary=True)
CATALOGUE = Entry("catalogue", _("Work and prices"), "list", EstimatePerm.PRICE_MANAGE)
BILLS = Entry("bill_list", _("Bills"), "receipt", BillPerm.BILL_VIEW)
PLAYER = Entry("call_player", _("Start calling"), "headset", FollowupPerm.QUEUE_WORK, primary=True)
QUEUE = Entry("call_list", _("Call queue"), "list", FollowupPerm.QUEUE_VIEW)
COMPLAINTS = Entry("complaint_list", _("Complaints"), "alert", FollowupPerm.COMPLAINT_WORK)
OVERVIEW = Entry("store_board", _("Overview"), "gauge", StaffPerm.BOARD_STORE)
SALES_BOARD = Entry("sales_board", _("Sales board"), "gauge", StaffPerm.BOARD_SALES)
SERVICE_BOARD = Entry("service_board", _("Workshop board"), "gauge", StaffPerm.BOARD_SERVICE)
AUDIT = Entry("audit_board", _("The 23 rules"), "check-circle", StaffPerm.BOARD_SERVICE)
GROUP = Entry("group_board", _("Stores"), "gauge", StaffPerm.BOARD_GROUP)
MESSAGES = Entry("message_list", _("Messages"), "mail", CustomerPerm.MESSAGE_VIEW)
USERS = Entry("user_list", _("Users and roles"), "people", StaffPerm.USER_MANAGE)
STORES = Entry("store_list", _("Stores and hours"), "building", StaffPerm.SETTINGS_MANAGE)
NOTICES = Entry("notice_list", _("Notices"), "bell", StaffPerm.NOTICE_VIEW)

MENUS: dict[Role, list[Entry]] = {
    Role.SALES_CONSULTANT: [TODAY, CUSTOMERS, VISIT, ORGANISATIONS, VISITS, NOTICES],
    Role.SALES_MANAGER: [SALES_BOARD, TODAY, CASES, ORGANISATIONS, VISITS, CUSTOMERS, NOTICES],
    Role.HOTLINE_CLERK: [BOOK, APPOINTMENTS, CALLS_IN, RESCUES, WAITING, CUSTOMERS, UNMET, BAYS, NOTICES],
    Role.SERVICE_ADVISOR: [APPOINTMENTS, RECEPTION, BOOK, ORDERS, NOTICES, RESCUES, WAITING, BAYS, CUSTOMERS, BILLS],
    Role.SERVICE_MANAGER: [
        SERVICE_BOARD,
        DISPATCH,
        BAYS,
        CAPACITY,
        ORDERS,
        APPOINTMENTS,
        RESCUES,
        WAITING,
        AUDIT,
        COMPLAINTS,
        UNMET,
        MESSAGES,
        CATALOGUE,
        LINES,
        NOTICES,
    ],
    Role.TECHNICIAN: [MY_WORK, ORDERS, STOCK, NOTICES],
    Role.QUALITY_INSPECTOR: [INSPECT, ORDERS, NOTICES],
    Role.PARTS_CLERK: [PICK, STOCK, APPOINTMENTS, NOTICES],
    Role.CASHIER: [SETTLE, BILLS, NOTICES],
    Role.CRM_AGENT: [PLAYER, QUEUE, COMPLAINTS, MESSAGES, NOTICES],
    Role.GENERAL_MANAGER: [
        OVERVIEW,
        SERVICE_BOARD,
        SALES_BOARD,
        COMPLAINTS,
        AUDIT,
        ORDERS,
        TODAY,
        BILLS,
        MESSAGES,
        NOTICES,
    ],
    Role.GROUP_MANAGER: [GROUP],
    Role.SYSTEM_ADMIN: [USERS, STORES],
}


def menu(access: Access) -> list[Entry]:
    """The entries of all roles of a person at this store, each once, in the order of the roles."""
    entries = [entry for role in Role if role in access.roles for entry in MENUS[role]]
    return [entry for entry in dict.fromkeys(entries) if access.can(entry.needs)]


def landing(access: Access) -> str:
    """The landing page of a person; without a valid role, the page that says so."""
    entries = menu(access)
    return reverse(entries[0].url_name) if entries else reverse("no_role")
