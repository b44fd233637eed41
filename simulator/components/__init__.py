"""The car's ECUs: UDS servers (ISO 14229-1) with fault memories and monitors."""
