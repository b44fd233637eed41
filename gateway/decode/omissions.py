"""Omissions: what a vehicle owns up to have given up, within what can be true."""

from collections.abc import Iterable
from itertools import pairwise

from gateway.decode.header import LARGEST_ID
from gateway.decode.refused import Refused
from gateway.domain.report import Header, Omission, OmissionReason, RefusalReason
from proto.v1 import telemetry_pb2

MOST_OMISSIONS = 2048
MOST_REPORTS = 10_000_000
"""In one omission: a unit that makes one a second needs four months for so many."""
MOST_SAMPLES = 20 * 1024
"""In one report of 80 KiB, four bytes each."""
_REASONS = {
    telemetry_pb2.OUT_OF_MEMORY: OmissionReason.OUT_OF_MEMORY,
    telemetry_pb2.NO_LONGER_KEPT: OmissionReason.NO_LONGER_KEPT,
}


def read_omissions(
    said: Iterable[telemetry_pb2.Omission], header: Header
) -> tuple[Omission, ...]:
    """`header`: of the report that carries them, which cannot be one of those left out."""
    omissions = tuple(_read_omission(one, header) for one in said)
    if len(omissions) > MOST_OMISSIONS:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(omissions)} omissions")
    ordered = sorted(omissions, key=lambda one: (one.boot_id, one.first_seq))
    for one, following in pairwise(ordered):
        if one.boot_id == following.boot_id and following.first_seq <= one.last_seq:
            raise Refused(RefusalReason.IMPOSSIBLE_VALUE, "a report is left out twice")
    return omissions


def _read_omission(said: telemetry_pb2.Omission, header: Header) -> Omission:
    reason = _REASONS.get(said.reason)
    reports = said.last_seq - said.first_seq + 1
    sound = (
        reason is not None
        and 0 < said.boot_id <= LARGEST_ID
        and 0 < said.first_seq <= said.last_seq <= LARGEST_ID
        and reports <= MOST_REPORTS
        and said.samples <= reports * MOST_SAMPLES
        and (said.boot_id != header.id.boot_id or said.last_seq < header.id.seq)
    )
    if reason is None or not sound:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE,
            f"an omission of {said.first_seq} to {said.last_seq} with {said.samples} samples",
        )
    return Omission(
        boot_id=said.boot_id,
        first_seq=said.first_seq,
        last_seq=said.last_seq,
        samples=said.samples,
        reason=reason,
    )
