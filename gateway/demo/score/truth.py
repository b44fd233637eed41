"""What was really wrong, read from the truth that a simulated fleet leaves behind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.domain.component import ComponentId
from gateway.domain.errors import GatewayError
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin

TURNED = "turns_into"


class TruthUnreadable(GatewayError):
    """This is not the truth of a simulated fleet:"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFault:
    """One root cause in one vehicle, and what a specialist would say who saw it.

    shown_at: when its first code was set; None when it never showed. ended_at: when it was
    cured or went away, None while it lasts; turned: it only made room for another one.
    remote: what would help from afar, `reset`, `clear` or `none`.
    """

    vin: Vin
    root_cause: str
    title: str
    system: str
    component: ComponentId
    codes: frozenset[tuple[ComponentId, TroubleCode]]
    planted_at: datetime
    shown_at: datetime | None
    ended_at: datetime | None
    turned: bool
    severity: Severity
    needs: frozenset[str]
    remote: str
    look_alikes: tuple[str, ...]
    intermittent: bool

    def cured_at(self, moment: datetime) -> bool:
        """Whether nothing of it was left by then."""
        return not self.turned and self.ended_at is not None and self.ended_at <= moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """`span`: from when until when all cars drove; `links`: the profile of each one's link.

    A fleet that drove beside a gateway tells neither.
    """

    seed: int
    vehicles: int
    faults: tuple[TrueFault, ...]
    span: tuple[datetime, datetime] | None = None
    links: Mapping[Vin, str] = field(default_factory=dict)

    def by_vehicle(self) -> dict[Vin, list[TrueFault]]:
        """In the order in which they were planted."""
        found: dict[Vin, list[TrueFault]] = {}
        for fault in self.faults:
            found.setdefault(fault.vin, []).append(fault)
        return found


def read_truth(path: Path) -> Truth:
    """Raises `TruthUnreadable`."""
    try:
        return truth_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise TruthUnreadable(f"{path}: {error}") from error


def truth_of(document: Mapping[str, Any]) -> Truth:
    """Raises `TruthUnreadable` when something is missing."""
    try:
        return Truth(
            seed=document["seed"],
            vehicles=document["vehicles"],
            faults=tuple(_fault(one) for one in document["injected"]),
            span=_span(document) if "ended" in document else None,
            links={Vin(vin): name for vin, name in document.get("links_by_vin", {}).items()},
        )
    except (KeyError, TypeError) as error:
        raise TruthUnreadable(f"{type(error).__name__} {error}") from error


def _fault(one: Mapping[str, Any]) -> TrueFault:
    codes = one["codes"]
    expected = one["expected"]
    shown = [code["set_at"] for code in codes if code["set_at"] is not None]
    return TrueFault(
        vin=Vin(one["vin"]),
        root_cause=one["root_cause"],
        title=one["title"],
        system=one["system"],
        component=ComponentId(one["component"]),
        codes=frozenset(
            (ComponentId(code["component"]), TroubleCode(code["dtc"])) for code in codes
        ),
        planted_at=_instant(one["onset"]),
        shown_at=_instant(min(shown)) if shown else None,
        ended_at=None if one["ended"] is None else _instant(one["ended"]),
        turned=any(each["did"] == TURNED for each in one["interventions"]),
        severity=Severity(expected["severity"]),
        needs=frozenset(expected["needs"]),
        remote=expected["remote"],
        look_alikes=tuple(one["look_alikes"]),
        intermittent=one["intermittent"],
    )


def _span(document: Mapping[str, Any]) -> tuple[datetime, datetime]:
    return _instant(document["started"]), _instant(document["ended"])


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
