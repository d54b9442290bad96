"""The pages of customers, their cars and the messages to them."""
