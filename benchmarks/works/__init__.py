"""The works that are measured, each as a full request and as what it is measured beside."""

from benchmarks.works.appointments import BOOK, SLOTS
from benchmarks.works.bills import BILL
from benchmarks.works.leads import DUE, DUE_FLOOR, LIST_PAGE, VISIT

WORKS = [VISIT, DUE, DUE_FLOOR, SLOTS, BOOK, BILL, LIST_PAGE]
