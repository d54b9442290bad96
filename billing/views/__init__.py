"""Pages of the money: settling, bills, payments, estimates, published prices, and the customer's bill."""
