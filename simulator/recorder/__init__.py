"""A fleet recorded in no time: the real cars, units and links on a clock that jumps."""
