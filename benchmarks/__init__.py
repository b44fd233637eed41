"""Every claim about speed and loss, as a command that prints what it saw."""
