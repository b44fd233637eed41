"""MQTT 3.1.1 as a car speaks it: one small asyncio protocol a connection."""
