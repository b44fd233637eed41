"""The ways in which the diagnostic client on board reaches the components of its car."""

from enum import StrEnum


class Carrier(StrEnum):
    """IN_PROCESS is cheap enough for a fleet; the others cost threads and time of the wall."""

    IN_PROCESS = "in_process"
    ISO_TP = "isotp"
    DOIP = "doip"
