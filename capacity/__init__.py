"""Bays, people and cars: claims on their time, holds, free times, the day board."""
