"""Who may take a list out of the house as CSV or XLSX, written by hand; whoever is not named gets the page, or 403."""

EXPORTS = """
/users/                 AD
/customers/             SM VM PC CA GM
/messages/              VM GM
/stock/                 VM PC GM
/stock/reservations/    VM PC GM
/shelf/                 PC
/bills/                 VM CA GM
/settle/                CA
/takings/               VM CA GM
/appointments/          VM PC GM
/hotline/
/hotline/late/
/waiting/               VM GM
/unmet/                 VM GM
/rescues/               VM GM
/appointments/rules/rows/  VM GM
/appointments/rules/people/  VM GM
/appointments/rules/people/rows/  VM GM
/appointments/rules/mine/  VM PC GM
/appointments/rules/mine/rows/  VM PC GM
/leads/                 SM GM
/revisits/              SM GM
/visits/                SM GM
/organisations/         SM GM
/orders/                VM PC CA GM
/jobs/                  VM GM
/calls/                 SM VM GM
/complaints/            SM VM GM
"""
