"""One WebSocket a page: the whole state first, then what changed."""
