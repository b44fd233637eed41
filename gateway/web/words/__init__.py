"""States, times and numbers in plain words; pure."""
