"""Rules of follow-up: when a customer is called, what an unhappy one causes, which moves are legal."""
