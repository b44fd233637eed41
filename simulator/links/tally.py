"""What a link has carried and done, counted; bytes are those of the TCP stream."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """`lost_segments` were sent again, with `resent_bytes`, which the first two leave out.

    `repeated` and `held_back` are PUBLISHes; `refused` and `denied` answers that the link gave
    in place of the broker (CONNACK, SUBACK); `captive` connections that met a login page;
    `outages` spells that have begun.
    """

    up_bytes: int = 0
    down_bytes: int = 0
    resent_bytes: int = 0
    lost_segments: int = 0
    repeated: int = 0
    held_back: int = 0
    refused: int = 0
    denied: int = 0
    captive: int = 0
    outages: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))
