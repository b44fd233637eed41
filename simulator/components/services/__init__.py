"""One UDS service a module; each exports `respond`, which returns the positive response."""
