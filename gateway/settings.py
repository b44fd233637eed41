"""The settings of an installation; the only reader of the environment."""

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from gateway.domain.errors import SettingsInvalid

PREFIX = "VDG_"
DEFAULT_DATA = Path(".vdg")
LONGEST_HOLD_BACK_S = 600
"""Of a vehicle with a gap that stays, every report waits so long for its verdict."""
_WITH_PORT = re.compile(r"[^:]+:\d+|\[.+\]:\d+")
_PROOFS = ("refuse", "warn", "off")
_BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Without `broker` or `database` the embedded one is used, with its files below `data`.

    `rulebook`: a folder that is or holds a package of rules; without it, the installed one.
    `vehicles`: a JSON file of registrations; `centres`: a TOML file of service centres.
    `listen` and `names` (separated by commas): where the embedded broker listens for vehicles,
    and what they call it. `plain_text`: no TLS to the broker, on loopback only.
    `broker_proof`: a broker is tried out before work begins, one's own more thoroughly; one
    that would lose reports is refused, or with "warn" only spoken of; "off" asks it nothing.
    `hold_back_s`: how long triage waits for a report that is known to be missing, so that it
    sees the later ones in order; longer than the broker takes to bring something again.
    `keep_…_days`: how long samples, roll-ups by hour and day, settled operations, fault reports
    and refused frames are kept, 0 for ever.
    `traces`: an OTLP collector, as http://host:4318/v1/traces.
    `speed` and the two origins (unix seconds) make the gateway's clock run with that of a
    simulated world; 1 is real time.
    """

    data: Path = DEFAULT_DATA
    broker: str | None = None
    listen: str = "127.0.0.1"
    names: str = ""
    plain_text: bool = False
    broker_proof: str = "refuse"
    hold_back_s: float = 8.0
    database: str | None = None
    rulebook: Path | None = None
    vehicles: Path | None = None
    centres: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    origin: str | None = None
    traces: str | None = None
    keep_telemetry_days: int = 400
    keep_roll_ups_days: int = 3650
    keep_operations_days: int = 3650
    keep_fault_reports_days: int = 3650
    keep_refused_days: int = 90
    speed: float = 1.0
    wall_origin: float = 0.0
    world_origin: float = 0.0

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise SettingsInvalid("speed must be above 0; 1 is real time")
        if self.broker_proof not in _PROOFS:
            raise SettingsInvalid(f"broker_proof is one of {', '.join(_PROOFS)}")
        if not 0 <= self.hold_back_s <= LONGEST_HOLD_BACK_S:
            raise SettingsInvalid(f"hold_back_s is 0 to {LONGEST_HOLD_BACK_S} seconds")
        if _WITH_PORT.fullmatch(self.listen):
            raise SettingsInvalid(
                f"listen={self.listen}: an address without a port, please; the embedded broker"
                " says at its start which one it took, 8883 when that is free"
            )
        self._check_plain_text()
        self._check_retention()

    def _check_plain_text(self) -> None:
        """Passwords and reports go over a network in TLS or not at all."""
        if self.broker is not None:
            url = urlsplit(self.broker)
            if url.scheme == "nats" and not _is_loopback(url.hostname or ""):
                raise SettingsInvalid("nats:// is an embedded broker on this machine")
            if url.scheme == "mqtt" and not self.plain_text:
                raise SettingsInvalid(
                    "the broker's URL begins with mqtt://, which is plain text: say mqtts://,"
                    " or allow it with plain_text (--plain-text) for a broker on this machine"
                )
            if url.scheme == "mqtt" and not _is_loopback(url.hostname or ""):
                raise SettingsInvalid(
                    "plain_text is for brokers on this machine; say mqtts:// for another one"
                )
        elif self.plain_text and not _is_loopback(self.listen):
            raise SettingsInvalid(
                f"plain_text is for loopback; with listen={self.listen} vehicles need TLS"
            )

    def _check_retention(self) -> None:
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name[:5] == "keep_"}
        for name, days in kept.items():
            if days < 0:
                raise SettingsInvalid(f"{name} must not be below 0; 0 is for ever")
        telemetry = self.keep_telemetry_days or math.inf
        for name in ("keep_operations_days", "keep_fault_reports_days"):
            if (kept[name] or math.inf) < telemetry:
                raise SettingsInvalid(
                    f"{name}: what was done to a car, and what its components told, is kept at"
                    " least as long as its telemetry (keep_telemetry_days)"
                )

    def __repr__(self) -> str:
        """Without the addresses, which may hold passwords."""
        return f"Settings(data={str(self.data)!r}, port={self.port}, speed={self.speed:g})"


def read_settings(
    given: Mapping[str, object],
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The command line, then `VDG_…` of the environment, then the TOML file, then the defaults.

    Raises `SettingsInvalid` on a value that cannot be read.
    """
    env = os.environ if environment is None else environment
    values: dict[str, object] = _from_file(file) if file is not None else {}
    for field in fields(Settings):
        text = env.get(f"{PREFIX}{field.name.upper()}")
        if text:
            values[field.name] = _parse(field.name, text)
    values |= {name: value for name, value in given.items() if value is not None}
    return Settings(**values)  # type: ignore[arg-type]  # names and types come from its own fields


def can_show_a_browser() -> bool:
    """Is there a screen on which a browser window could open?"""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _from_file(file: Path) -> dict[str, object]:
    try:
        document = tomllib.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise SettingsInvalid(f"the settings file {file}: {error}") from error
    unknown = document.keys() - {field.name for field in fields(Settings)}
    if unknown:
        raise SettingsInvalid(f"{file} names {', '.join(sorted(unknown))}; nobody knows that")
    return {name: _parse(name, str(value)) for name, value in document.items()}


def _parse(name: str, text: str) -> object:
    try:
        match name:
            case "data" | "rulebook" | "vehicles" | "centres":
                return Path(text)
            case "plain_text":
                return _BOOLEANS[text.lower()]
            case "port":
                return int(text)
            case _ if name.startswith("keep_"):
                return int(text)
            case "hold_back_s" | "speed" | "wall_origin" | "world_origin":
                return float(text)
            case _:
                return text
    except (ValueError, KeyError) as error:
        raise SettingsInvalid(f"{PREFIX}{name.upper()}={text!r}") from error
