"""Sends what the outbox holds, a window at a time; PUBACK, and nothing else, empties it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from simulator.agent.mqtt.connection import MqttConnection
from simulator.agent.mqtt.errors import ConnectionLost
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, StoredReport
from simulator.agent.unit_clock import UnitClock

WINDOW = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplink:
    """`stall_wall_s` without the PUBACKs of a window means that the connection is dead.

    `alive` hears of every window in which there were any.
    """

    boot: Boot
    clock: UnitClock
    outbox: Outbox
    stall_wall_s: float
    alive: Callable[[], None]

    async def run(self, connection: MqttConnection) -> None:
        """Send for ever; raises MqttError when the connection is lost or stalls."""
        while True:
            await self.outbox.news(self.boot.vin)
            await self.outbox.own_up(self.boot, self.clock.uptime_ms(), self.clock.wall_ms())
            reports = await self.outbox.waiting(self.boot.vin, WINDOW)
            if reports:
                await self._send(connection, reports)

    async def _send(self, connection: MqttConnection, reports: list[StoredReport]) -> None:
        uptime_ms = self.clock.uptime_ms()
        sent = {
            report.row: connection.publish(report.topic, report.payload(self.boot, uptime_ms))
            for report in reports
        }
        try:
            _, open_ = await asyncio.wait(sent.values(), timeout=self.stall_wall_s)
        finally:
            acknowledged = [row for row, puback in sent.items() if _is_good(puback)]
            if acknowledged:
                self.alive()
            await self.outbox.acknowledge(self.boot, acknowledged, self.clock.uptime_ms())
        if open_:
            raise ConnectionLost(f"{len(open_)} reports without PUBACK")
        if len(acknowledged) < len(sent):
            raise ConnectionLost("lost in the middle of a window")


def _is_good(puback: "asyncio.Future[bytes]") -> bool:
    return puback.done() and not puback.cancelled() and puback.exception() is None
