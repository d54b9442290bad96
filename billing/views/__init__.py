"""Pages of the money: settling, bills, payments, and the customer's bill."""
