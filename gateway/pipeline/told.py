"""What a batch tells of the reports that there are, besides those that it brings."""

from collections.abc import Iterable, Iterator, Sequence

from gateway.decode.place import BootKey
from gateway.domain.report import Placed, Presence, Report, Telemetry
from gateway.domain.sequences import Sequences
from gateway.pipeline.waiting_room import ToldBoot


def boots_told(
    reports: Iterable[Placed[Report]], presences: Iterable[Presence]
) -> dict[BootKey, ToldBoot]:
    """Each boot that is spoken of, with the highest sequence that it is said to have made."""
    told: dict[BootKey, ToldBoot] = {}
    for key, boot in (*_by_reports(reports), *_by_presences(presences)):
        if key not in told or told[key].last_seq < boot.last_seq:
            told[key] = boot
    return told


def given_up(reports: Sequence[Placed[Report]]) -> dict[BootKey, Sequences]:
    """What these reports own up to."""
    gone: dict[BootKey, Sequences] = {}
    for one in reports:
        report = one.report
        if isinstance(report, Telemetry) and report.omissions:
            for omission in report.omissions:
                key = report.header.id.vin, omission.boot_id
                these = Sequences(((omission.first_seq, omission.last_seq),))
                gone[key] = gone.get(key, Sequences()) | these
    return gone


def _by_reports(reports: Iterable[Placed[Report]]) -> Iterator[tuple[BootKey, ToldBoot]]:
    for one in reports:
        header = one.report.header
        boot = ToldBoot(
            unit_order=header.unit_order, boot_count=header.boot_count, last_seq=header.id.seq
        )
        yield (header.id.vin, header.id.boot_id), boot


def _by_presences(presences: Iterable[Presence]) -> Iterator[tuple[BootKey, ToldBoot]]:
    for presence in presences:
        unit = presence.unit_order
        spoken = [(presence.boot_id, presence.boot_count, presence.last_seq)]
        spoken += [(one.boot_id, one.boot_count, one.last_seq) for one in presence.earlier]
        for boot_id, count, last_seq in spoken:
            boot = ToldBoot(unit_order=unit, boot_count=count, last_seq=last_seq)
            yield (presence.vin, boot_id), boot
