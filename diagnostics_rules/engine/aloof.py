"""Why nothing of an engine has a remedy from afar."""

NEVER_FROM_AFAR = "What keeps the engine running is never reset or cleared from afar."
