"""The days that cars live: phases and places, drawn from a seed."""
