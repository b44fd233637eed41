"""The whole product at work: embedded parts, a gateway, a simulated fleet, a report."""
