"""What the signals of each car type do: asleep, parked, driving, charging."""
