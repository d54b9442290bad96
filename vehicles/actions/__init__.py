"""Cars are added and corrected, their mileage read, their repairs remembered."""
