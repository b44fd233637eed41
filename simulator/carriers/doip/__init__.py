"""Diagnostics over IP (ISO 13400-2): the car's side is ours, the tester's is `doipclient`."""
