"""Plays a recorded drive again, as one vehicle: from a table of any shape to reports."""
