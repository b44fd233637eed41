"""One-time links and sessions."""
