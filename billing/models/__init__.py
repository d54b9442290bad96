"""Prices, estimates, bills and payments."""

from billing.models.bills import Bill, BillLine
from billing.models.estimates import Estimate, EstimateLine
from billing.models.payments import Payment
from billing.models.prices import LabourRate, MaintenanceItem, Operation, PackageLine, RepairPackage

__all__ = [
    "Bill",
    "BillLine",
    "Estimate",
    "EstimateLine",
    "LabourRate",
    "MaintenanceItem",
    "Operation",
    "PackageLine",
    "Payment",
    "RepairPackage",
]
