"""Every link profile under faults, commands and long outages; counted on both sides."""
