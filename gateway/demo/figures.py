"""The two sides of the demo's report: what the simulator knows, what the store holds."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.audit import Audit, Taken

Report = dict[str, Any]
Sent = dict[tuple[Vin, int], int]


def compare(truth: Mapping[str, Any], audit: Audit, run: Mapping[str, Any]) -> Report:
    """The report; `run` adds what only the one who ran it knows."""
    sent = sent_by(truth)
    injected = {
        (Vin(fault["vin"]), ComponentId(fault["component"]), TroubleCode(fault["dtc"]))
        for fault in truth["faults"]
        if fault["set_at"] is not None
    }
    stored = {boot: count for boot, (count, _) in audit.boots.items()}
    return {
        "vehicles": truth["vehicles"],
        "messages_published": sum(sent.values()),
        "messages_stored": sum(stored.values()),
        "messages_lost": lost(sent, audit) + audit.without_content,
        "messages_duplicated": audit.doubled,
        "messages_unexpected": unexpected(sent, audit),
        "messages_omitted": sum(audit.omitted.values()),
        "samples_made": sum(
            made for boots in truth["samples"].values() for _, made, _ in boots
        ),
        **_totals(audit),
        "samples_lost": samples_lost(truth, audit),
        "samples_unexpected": samples_unexpected(truth, audit),
        "faults_injected": len(injected),
        "faults_seen": len(injected & audit.faults),
        "verdicts": audit.tally.verdicts,
        "cases": audit.tally.cases,
        "remedies": audit.tally.remedies,
        "appointments_booked": audit.tally.appointments_booked,
        "never_reset_violations": audit.tally.never_reset_violations
        + truth["safety_violations"],
        "frames_refused": audit.tally.refused_frames,
        "commands_executed_twice": truth["commands"]["executed_twice"],
        "power_failures": truth["power_failures"],
        "seed": truth["seed"],
        **run,
    }


def _totals(audit: Audit) -> dict[str, int]:
    columns = zip(*audit.samples.values(), strict=True) if audit.samples else [()] * 3
    names = ("samples_stored", "samples_thinned", "samples_omitted")
    return dict(zip(names, map(sum, columns), strict=True))


def sent_by(truth: Mapping[str, Any]) -> Sent:
    """(vehicle, boot) → the last sequence; every one from 1 on was committed on board."""
    return {
        (Vin(vin), int(boot)): last
        for vin, boots in truth["reports"].items()
        for boot, last in boots
    }


def lost(sent: Sent, taken: Taken) -> int:
    """Reports that a vehicle committed and neither arrived nor were given up, by boot."""
    return sum(
        max(0, last - taken.boots.get(boot, (0, 0))[0] - taken.omitted.get(boot, 0))
        for boot, last in sent.items()
    )


def samples_lost(truth: Mapping[str, Any], audit: Audit) -> int:
    """Samples made and neither stored, thinned out, given up nor still on board, by boot."""
    return sum(
        max(0, made - left - sum(audit.samples.get((Vin(vin), int(boot)), ())))
        for vin, boots in truth["samples"].items()
        for boot, made, left in boots
    )


def samples_unexpected(truth: Mapping[str, Any], audit: Audit) -> int:
    """Samples stored, thinned out or given up beyond those made, by boot.

    What is still on board may have arrived as well, when only its acknowledgement was lost.
    """
    made = {
        (Vin(vin), int(boot)): count
        for vin, boots in truth["samples"].items()
        for boot, count, _ in boots
    }
    return sum(
        max(0, sum(counts) - made.get(boot, 0)) for boot, counts in audit.samples.items()
    )


def unexpected(sent: Sent, audit: Audit) -> int:
    """Reports in the ledger that no vehicle committed."""
    return sum(
        max(count - sent.get(boot, 0), last - sent.get(boot, 0), 0)
        for boot, (count, last) in audit.boots.items()
    )


def broken_promises(report: Report) -> list[str]:
    """What must not be, in words; empty when all is well."""
    zeros = (
        "messages_lost",
        "messages_duplicated",
        "messages_unexpected",
        "samples_lost",
        "samples_unexpected",
        "never_reset_violations",
        "commands_executed_twice",
        "children_orphaned",
    )
    broken = [f"{name} is {report[name]}" for name in zeros if report[name]]
    missing = report["faults_injected"] - report["faults_seen"]
    return broken + ([f"{missing} injected faults were not seen"] if missing else [])
