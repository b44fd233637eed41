"""The rulebook on the bench: read, rehearsed, explained, replayed over what was stored."""
