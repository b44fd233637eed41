"""One car: its physics, its components, and the faults at work in it."""
