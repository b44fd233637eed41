"""How fast a fleet gets back in, with certificates."""
