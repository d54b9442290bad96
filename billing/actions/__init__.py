"""Bills are drafted, discarded, issued, paid, credited, refunded and read by link; deposits are taken and spent."""
