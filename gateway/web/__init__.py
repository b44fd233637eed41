"""The web edge: what people see and do."""
