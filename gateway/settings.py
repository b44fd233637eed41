"""The settings of an installation; the only reader of the environment."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from gateway.domain.errors import SettingsInvalid

PREFIX = "VDG_"
DEFAULT_DATA = Path(".vdg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Without `broker` or `database` the embedded one is used, with its files below `data`.

    `vehicles`: a JSON file of registrations; `centres`: a TOML file of service centres.
    `traces`: an OTLP collector, as http://host:4318/v1/traces.
    `speed` and the two origins (unix seconds) make the gateway's clock run with that of a
    simulated world; 1 is real time.
    """

    data: Path = DEFAULT_DATA
    broker: str | None = None
    database: str | None = None
    vehicles: Path | None = None
    centres: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    origin: str | None = None
    traces: str | None = None
    speed: float = 1.0
    wall_origin: float = 0.0
    world_origin: float = 0.0

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise SettingsInvalid("speed must be above 0; 1 is real time")

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
            case "data" | "vehicles" | "centres":
                return Path(text)
            case "port":
                return int(text)
            case "speed" | "wall_origin" | "world_origin":
                return float(text)
            case _:
                return text
    except ValueError as error:
        raise SettingsInvalid(f"{PREFIX}{name.upper()}={text!r}") from error
