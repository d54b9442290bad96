"""Pages of the workshop: reception, orders, dispatch, the technician's work, inspection, and the customer's link."""
