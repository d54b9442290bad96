"""Who may do what: permissions and roles live in code, memberships in the database (PRODUCT.md "Who uses it")."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Perm(models.TextChoices):
    """One permission is one thing a person may do; views and transitions name these, never a role."""

    NOTICE_VIEW = "notice_view", _("Read own notices")
    CUSTOMER_VIEW = "customer_view", _("See customers and cars")
    CUSTOMER_EDIT = "customer_edit", _("Add and correct customers and cars")
    PHONE_VIEW = "phone_view", _("See full phone numbers")
    PLATE_VIEW = "plate_view", _("See full plates")
    EXPORT = "export", _("Export lists")
    # Sale
    LEAD_VIEW = "lead_view", _("See own leads")
    LEAD_VIEW_ALL = "lead_view_all", _("See all leads of the store")
    LEAD_WORK = "lead_work", _("Log visits and contacts, follow leads")
    LEAD_DECIDE = "lead_decide", _("Decide conflicts, reassign and release leads")
    # Appointments
    CALL_TAKE = "call_take", _("Take phone calls")
    APPOINTMENT_VIEW = "appointment_view", _("See appointments")
    APPOINTMENT_BOOK = "appointment_book", _("Book, move and cancel appointments")
    APPOINTMENT_PREPARE = "appointment_prepare", _("Prepare appointments")
    # Money
    ESTIMATE_VIEW = "estimate_view", _("See estimates")
    ESTIMATE_MAKE = "estimate_make", _("Make and tell estimates")
    BILL_VIEW = "bill_view", _("See bills")
    BILL_DRAFT = "bill_draft", _("Draft a bill")
    BILL_ISSUE = "bill_issue", _("Issue a bill")
    PAYMENT_TAKE = "payment_take", _("Take payments")
    BILL_CREDIT = "bill_credit", _("Issue a credit note")
    LINK_MAKE = "link_make", _("Give and revoke customer links")
    # Parts
    PART_VIEW = "part_view", _("See parts and stock")
    PART_MOVE = "part_move", _("Pick, issue, receive and return parts")
    PART_COUNT = "part_count", _("Correct the stock after counting")
    # Service
    ORDER_VIEW = "order_view", _("See repair orders")
    ORDER_OPEN = "order_open", _("Receive cars and open repair orders")
    ORDER_SIGN = "order_sign", _("Have a repair order signed")
    ORDER_DISPATCH = "order_dispatch", _("Dispatch work to technicians and bays")
    ORDER_WORK = "order_work", _("Work on a car and record findings")
    ORDER_EXTRA = "order_extra", _("Price extra work and ask the customer")
    ORDER_APPROVE = "order_approve", _("Record the customer's approval")
    ORDER_INSPECT = "order_inspect", _("Inspect finished work")
    ORDER_DELIVER = "order_deliver", _("Hand the car over")
    ORDER_CLOSE = "order_close", _("Close or cancel a repair order")
    # Survey
    QUEUE_WORK = "queue_work", _("Work the call queue")
    QUEUE_VIEW = "queue_view", _("See the call queue and its answers")
    COMPLAINT_OPEN = "complaint_open", _("Open a complaint")
    COMPLAINT_WORK = "complaint_work", _("Work on complaints")
    # Managers
    MESSAGE_VIEW = "message_view", _("See messages to customers")
    MESSAGE_SETTLE = "message_settle", _("Settle doubtful messages")
    BOARD_SALES = "board_sales", _("Sales board")
    BOARD_SERVICE = "board_service", _("Workshop board")
    BOARD_STORE = "board_store", _("Board of the whole store")
    BOARD_GROUP = "board_group", _("Stores side by side")
    ACTIVITY_VIEW = "activity_view", _("See who did what")
    USER_MANAGE = "user_manage", _("Manage users and roles")
    SETTINGS_MANAGE = "settings_manage", _("Manage stores and settings")


class Role(models.TextChoices):
    """The thirteen staff roles of PRODUCT.md."""

    SALES_CONSULTANT = "sales_consultant", _("Sales consultant")
    SALES_MANAGER = "sales_manager", _("Sales manager")
    HOTLINE_CLERK = "hotline_clerk", _("Hotline clerk")
    SERVICE_ADVISOR = "service_advisor", _("Service advisor")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    TECHNICIAN = "technician", _("Technician")
    QUALITY_INSPECTOR = "quality_inspector", _("Quality inspector")
    PARTS_CLERK = "parts_clerk", _("Parts clerk")
    CASHIER = "cashier", _("Cashier")
    CRM_AGENT = "crm_agent", _("Follow-up agent")
    GENERAL_MANAGER = "general_manager", _("General manager")
    GROUP_MANAGER = "group_manager", _("Group manager")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


GROUP_ROLES = {Role.GROUP_MANAGER, Role.SYSTEM_ADMIN}

P = Perm
_EVERYBODY = {P.NOTICE_VIEW}
_WORKSHOP = {P.ORDER_VIEW, P.CUSTOMER_VIEW, P.PLATE_VIEW, P.APPOINTMENT_VIEW, P.PART_VIEW}
_FRONT = {P.CUSTOMER_VIEW, P.CUSTOMER_EDIT, P.PHONE_VIEW, P.PLATE_VIEW, P.COMPLAINT_OPEN}

ROLES: dict[Role, set[Perm]] = {
    Role.SALES_CONSULTANT: _EVERYBODY | _FRONT | {P.LEAD_VIEW, P.LEAD_WORK},
    Role.SALES_MANAGER: _EVERYBODY
    | _FRONT
    | {P.LEAD_VIEW, P.LEAD_VIEW_ALL, P.LEAD_DECIDE, P.BOARD_SALES, P.QUEUE_VIEW, P.COMPLAINT_WORK, P.EXPORT},
    Role.HOTLINE_CLERK: _EVERYBODY
    | _FRONT
    | {
        P.CALL_TAKE,
        P.APPOINTMENT_VIEW,
        P.APPOINTMENT_BOOK,
        P.ESTIMATE_VIEW,
        P.ESTIMATE_MAKE,
        P.PART_VIEW,
        P.ORDER_VIEW,
    },
    Role.SERVICE_ADVISOR: _EVERYBODY
    | _FRONT
    | _WORKSHOP
    | {
        P.CALL_TAKE,
        P.APPOINTMENT_BOOK,
        P.APPOINTMENT_PREPARE,
        P.ESTIMATE_VIEW,
        P.ESTIMATE_MAKE,
        P.ORDER_OPEN,
        P.ORDER_SIGN,
        P.ORDER_EXTRA,
        P.ORDER_APPROVE,
        P.ORDER_DELIVER,
        P.ORDER_CLOSE,
        P.BILL_VIEW,
        P.BILL_DRAFT,
        P.LINK_MAKE,
    },
    Role.SERVICE_MANAGER: _EVERYBODY
    | _FRONT
    | _WORKSHOP
    | {
        P.APPOINTMENT_BOOK,
        P.APPOINTMENT_PREPARE,
        P.ESTIMATE_VIEW,
        P.ESTIMATE_MAKE,
        P.ORDER_OPEN,
        P.ORDER_SIGN,
        P.ORDER_DISPATCH,
        P.ORDER_EXTRA,
        P.ORDER_APPROVE,
        P.ORDER_DELIVER,
        P.ORDER_CLOSE,
        P.BILL_VIEW,
        P.BILL_CREDIT,
        P.LINK_MAKE,
        P.BOARD_SERVICE,
        P.QUEUE_VIEW,
        P.COMPLAINT_WORK,
        P.MESSAGE_VIEW,
        P.MESSAGE_SETTLE,
        P.EXPORT,
        P.ACTIVITY_VIEW,
    },
    Role.TECHNICIAN: _EVERYBODY | _WORKSHOP | {P.ORDER_WORK},
    Role.QUALITY_INSPECTOR: _EVERYBODY | _WORKSHOP | {P.ORDER_INSPECT},
    Role.PARTS_CLERK: _EVERYBODY
    | {
        P.PART_VIEW,
        P.PART_MOVE,
        P.PART_COUNT,
        P.ORDER_VIEW,
        P.APPOINTMENT_VIEW,
        P.CUSTOMER_VIEW,
        P.PLATE_VIEW,
        P.EXPORT,
    },
    Role.CASHIER: _EVERYBODY
    | {
        P.BILL_VIEW,
        P.BILL_DRAFT,
        P.BILL_ISSUE,
        P.PAYMENT_TAKE,
        P.LINK_MAKE,
        P.ESTIMATE_VIEW,
        P.ORDER_VIEW,
        P.CUSTOMER_VIEW,
    }
    | {P.PLATE_VIEW, P.EXPORT},
    Role.CRM_AGENT: _EVERYBODY
    | _FRONT
    | {P.QUEUE_WORK, P.QUEUE_VIEW, P.COMPLAINT_WORK, P.ORDER_VIEW, P.APPOINTMENT_VIEW, P.BILL_VIEW, P.MESSAGE_VIEW},
    Role.GENERAL_MANAGER: _EVERYBODY
    | _FRONT
    | _WORKSHOP
    | {
        P.LEAD_VIEW,
        P.LEAD_VIEW_ALL,
        P.LEAD_DECIDE,
        P.APPOINTMENT_BOOK,
        P.ESTIMATE_VIEW,
        P.BILL_VIEW,
        P.BILL_CREDIT,
        P.LINK_MAKE,
        P.BOARD_SALES,
        P.BOARD_SERVICE,
        P.BOARD_STORE,
        P.QUEUE_VIEW,
        P.COMPLAINT_WORK,
        P.MESSAGE_VIEW,
        P.MESSAGE_SETTLE,
        P.EXPORT,
        P.ACTIVITY_VIEW,
    },
    Role.GROUP_MANAGER: _EVERYBODY | {P.BOARD_GROUP},
    Role.SYSTEM_ADMIN: _EVERYBODY | {P.USER_MANAGE, P.SETTINGS_MANAGE},
}
