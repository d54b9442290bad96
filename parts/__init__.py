"""The catalogue, the stock ledger, reservations and the appointment shelf (Spare parts)."""
