"""The demo's folder: its people and cars, its passwords and keys, its settings."""

import json
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from gateway.demo.options import DemoOptions
from gateway.domain.errors import SettingsInvalid
from gateway.embedded.launch import Launch, run
from gateway.embedded.private_file import write_private

_MARK = "demo.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`wall_origin` and `world_origin`: unix seconds at which both clocks were one."""

    data: Path
    wall_origin: float
    world_origin: float
    speed: float

    @property
    def garage(self) -> Path:
        return self.data / "garage.json"

    @property
    def centres(self) -> Path:
        return self.data / "service_centres.toml"

    @property
    def settings_file(self) -> Path:
        return self.data / "gateway.toml"


async def prepare(options: DemoOptions) -> World:
    """A fresh world, or the one that the folder already holds when it is to be resumed."""
    data = options.data.absolute()
    if options.resume:
        return _resume(data)
    clear(data)
    now = time.time()
    world = World(data=data, wall_origin=now, world_origin=now, speed=options.speed)
    furnish(world)
    garage = ["garage", "--vehicles", str(options.vehicles), "--seed", str(options.seed)]
    await run(
        Launch(
            argv=[sys.executable, "-m", "simulator", *garage, "--out", str(world.garage)],
            folder=data,
        )
    )
    return world


def furnish(world: World) -> None:
    """Notes what its clock is, and whose workshops there are."""
    (world.data / _MARK).write_text(json.dumps({**asdict(world), "data": str(world.data)}))
    centres = resources.files("gateway.demo") / "service_centres.toml"
    world.centres.write_text(centres.read_text())


def write_settings(world: World, broker: str, database: str, port: int) -> None:
    """The gateway's settings, private because they hold passwords."""
    settings = {
        "data": world.data,
        "broker": broker,
        "broker_proof": "off",
        "database": database,
        "vehicles": world.garage,
        "centres": world.centres,
        "port": port,
        "speed": world.speed,
        "wall_origin": world.wall_origin,
        "world_origin": world.world_origin,
    }
    lines = [
        f"{name} = {value}" if isinstance(value, int | float) else f"{name} = {_quoted(value)}"
        for name, value in settings.items()
    ]
    write_private(world.settings_file, "\n".join(lines) + "\n")


def _quoted(value: object) -> str:
    return json.dumps(str(value))  # a JSON string is a TOML basic string


def _resume(data: Path) -> World:
    try:
        known = json.loads((data / _MARK).read_text())
    except (OSError, ValueError) as error:
        raise SettingsInvalid(f"{data} holds no demo to resume: {error}") from error
    return World(**{**known, "data": Path(known["data"])})


def clear(data: Path) -> None:
    """Forgets an earlier demo; a folder with anything else in it is left alone."""
    if data.exists() and any(data.iterdir()) and not (data / _MARK).exists():
        raise SettingsInvalid(f"{data} holds something that is no demo; name another folder")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, mode=0o755)
    (data / _MARK).touch()
