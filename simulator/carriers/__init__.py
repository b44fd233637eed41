"""How a tester reaches a component: UDS by call, or in ISO-TP frames on a CAN bus."""
