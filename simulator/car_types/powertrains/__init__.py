"""What drives a car, computed from the course of its drives."""
