"""Software that a car gets over the air: downloaded, installed while parked, activated."""
