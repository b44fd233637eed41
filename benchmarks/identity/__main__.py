"""`python -m benchmarks.identity`: connects a second, with and without certificates."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import click
import psutil

from gateway.domain.vin import Vin
from gateway.embedded import EmbeddedBroker, Guard, gateway_account, vehicle_account
from gateway.identity.installation import Installation
from gateway.identity.registry_office import RegistryOffice
from gateway.identity.roll import Roll
from gateway.pipeline.memory.identities import MemoryIdentities
from gateway.wiring.clock import wall
from simulator.agent.mqtt.connection import MqttConnection
from simulator.agent.mqtt.errors import MqttError
from simulator.agent.mqtt.packets import Credentials, Will
from simulator.agent.mqtt.passport import Passport
from simulator.garage.garage import draw_garage

ABOUT = """How fast vehicles connect to the embedded broker.

All of a fleet at once, as after a restart of the broker: TCP, TLS with a certificate on both
sides, the gatekeeper's answer, CONNACK; then again without certificates, by passwords. The
vehicles are a process of their own on the same cores. Who is turned away tries again.

The last line is one JSON object: {"connects_per_s", "plain_connects_per_s", "ratio",
"gatekeeper_cpu_us", "broker_cpu_us", "retries"}.
"""
AT_ONCE: Final = 200
LIFE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`passwords`: in place of certificates."""

    port: int
    vins: Sequence[str]
    certificates: Path | None
    passwords: bool


def connect_all(plan: Plan) -> tuple[float, int]:
    """Wall seconds until all are in, and how many attempts came to nothing."""
    return asyncio.run(_connect_all(plan))


async def _connect_all(plan: Plan) -> tuple[float, int]:
    turns, failed, connections = asyncio.Semaphore(AT_ONCE), 0, []
    passports = [_passport(plan, vin) for vin in plan.vins]

    async def come(vin: str, passport: Passport | None) -> None:
        nonlocal failed
        user = vin if plan.passwords else None
        while True:
            with suppress(MqttError, OSError):
                async with turns:
                    connection = await MqttConnection.open(
                        ("127.0.0.1", plan.port),
                        Credentials(client_id=vin, username=user, password=user),
                        Will(f"v1/{vin}/presence", b"gone"),
                        keepalive_s=600,
                        on_message=lambda _: None,
                        passport=passport,
                    )
                connections.append(connection)
                return
            failed += 1

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for vin, passport in zip(plan.vins, passports, strict=True):
            tasks.create_task(come(vin, passport))
    took = time.perf_counter() - began
    for connection in connections:
        connection.disconnect()
    return took, failed


def _passport(plan: Plan, vin: str) -> Passport | None:
    """Files are read before the clock starts: a vehicle has its own at hand."""
    if plan.certificates is None:
        return None
    folder = plan.certificates
    passport = Passport("localhost", folder / "ca.crt", folder / f"{vin}.pem")
    passport.context()
    return passport


async def measure(count: int, data: Path) -> dict[str, Any]:
    vins = [Vin(car.vin) for car in draw_garage(count, seed=7)]
    guarded = await _guarded(vins, data / "tls")
    plain = await _plain(vins, data / "plain")
    return {
        "vehicles": count,
        **guarded,
        **plain,
        "ratio": round(guarded["connects_per_s"] / plain["plain_connects_per_s"], 2),
    }


async def _guarded(vins: Sequence[Vin], data: Path) -> dict[str, Any]:
    installation, identities = Installation(data), MemoryIdentities()
    office = RegistryOffice(
        installation.authority(wall()),
        identities,
        folder=installation.folder,
        out=data / "vehicles",
        by="benchmark",
        now=wall(),
    )
    began = time.perf_counter()
    async for _ in office.enrol(vins, LIFE):
        pass
    enrolled_s = time.perf_counter() - began
    roll = Roll(identities, wall)
    await roll.refresh()
    guard = Guard(installation.listener(wall(), "127.0.0.1", ()), roll.admit)
    async with EmbeddedBroker(data, [gateway_account("secret")], guard=guard) as broker:
        plan = Plan(
            port=broker.port,
            vins=[vin.text for vin in vins],
            certificates=data / "vehicles",
            passwords=False,
        )
        own, server = psutil.Process(), psutil.Process(await broker.ready())
        before = _cpu_s(own), _cpu_s(server)
        took, failed = await _aside(connect_all, plan)
        after = _cpu_s(own), _cpu_s(server)
    answered = len(vins) + failed
    return {
        "enrolments_per_s": round(len(vins) / enrolled_s),
        "connects_per_s": round(len(vins) / took),
        "gatekeeper_cpu_us": round((after[0] - before[0]) / answered * 1e6),
        "broker_cpu_us": round((after[1] - before[1]) / answered * 1e6),
        "retries": failed,
    }


async def _plain(vins: Sequence[Vin], data: Path) -> dict[str, Any]:
    accounts = [vehicle_account(vin, vin.text) for vin in vins]
    async with EmbeddedBroker(data, accounts) as broker:
        plan = Plan(
            port=broker.port,
            vins=[vin.text for vin in vins],
            certificates=None,
            passwords=True,
        )
        took, _ = await _aside(connect_all, plan)
    return {"plain_connects_per_s": round(len(vins) / took)}


async def _aside(work: Callable[[Plan], tuple[float, int]], plan: Plan) -> tuple[float, int]:
    with ProcessPoolExecutor(max_workers=1) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, work, plan)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@click.command(help=ABOUT)
@click.option("--vehicles", default=2000, show_default=True)
def main(vehicles: int) -> None:
    """See ABOUT."""
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        found = asyncio.run(measure(vehicles, Path(folder)))
    for name, value in found.items():
        click.echo(f"{name:22} {value}", err=True)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
