"""Service 0x22, ReadDataByIdentifier: identifiers that are not supported are left out."""

from simulator.components.negative_response import Nrc, require
from simulator.components.server import Server


def respond(server: Server, request: bytes, now_s: float) -> bytes:
    require(len(request) % 2 == 1, Nrc.INCORRECT_MESSAGE_LENGTH)
    dids = [request[at : at + 2] for at in range(1, len(request), 2)]
    values = ((did, server.read(int.from_bytes(did, "big"), now_s)) for did in dids)
    found = [did + raw for did, raw in values if raw is not None]
    require(found, Nrc.REQUEST_OUT_OF_RANGE)
    return b"\x62" + b"".join(found)
