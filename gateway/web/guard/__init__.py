"""What stands before every page: origin, headers, failures."""
