"""What follow-up decides: when a customer is called, what an unhappy one sets going, which moves are legal."""
