"""What the gateway concluded, held against what was really wrong."""
