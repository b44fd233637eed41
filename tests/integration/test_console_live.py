"""The conversation with an open page: the whole state first, then what changed."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from gateway.domain.operation import OperationState
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.changes import Facet
from gateway.web.sign_in.sessions import SIGNED_OUT
from tests.fix_console import Console
from tests.fix_console_lines import NOW, PUMP_ATTEMPT, REPAIRING, STOPPED
from tests.fix_console_world import telemetry

pytestmark = pytest.mark.slow

LIVE = f"/vehicles/{REPAIRING.text}/live"
VOLTS = LV_BATTERY_VOLTAGE.number


async def test_the_whole_state_comes_first(technician: ClientSession) -> None:
    """First the history of every signal, then every live part."""
    async with technician.ws_connect(LIVE) as socket:
        history = json.loads(await socket.receive_str())
        parts = await socket.receive_str()
    assert history["anew"] is True
    assert len(history["series"]) == len({*history["series"]}) > 20
    for part in ("strip", "cases", "work", "faults", "signals", "values", "timeline"):
        assert f'hx-target="#{part}"' in parts


async def test_a_change_is_told_alone(console: Console, technician: ClientSession) -> None:
    """After a change of an operation only the parts that show it are sent."""
    async with technician.ws_connect(LIVE) as socket:
        await until(socket, lambda text: 'hx-target="#work"' in text)
        running = PUMP_ATTEMPT.operations[1]
        console.world.set_operation(REPAIRING, replace(running, state=OperationState.SUCCEEDED))
        told = await until(socket, lambda text: "hx-partial" in text)
    assert 'hx-target="#work"' in told
    assert 'hx-target="#values"' not in told


async def test_samples_reach_the_charts(console: Console, technician: ClientSession) -> None:
    """What is committed is told as columns, with its event times."""
    async with technician.ws_connect(LIVE) as socket:
        await until(socket, lambda text: "hx-partial" in text)
        console.world.tell(
            REPAIRING, Facet.SIGNALS, telemetry(REPAIRING, VOLTS, [12.5, float("nan")], NOW)
        )
        told = json.loads(await until(socket, lambda text: '"series":{"10"' in text))
    began = NOW.timestamp()
    assert told["series"] == {str(VOLTS): [[began, began + 1], [12.5, None], 0.0]}
    assert told["anew"] is False


async def test_a_change_during_the_first_reading_is_not_lost(
    console: Console, technician: ClientSession
) -> None:
    """The page listens before it reads: what happens meanwhile is told afterwards."""
    read = console.world.vehicle
    first = asyncio.Event()

    async def slow(vin: object) -> object:
        page = await read(REPAIRING)
        if vin == REPAIRING and console.world.bulletin._listeners and not first.is_set():
            first.set()
            console.world.change_line(REPAIRING, Facet.CASES, next_step="Changed meanwhile")
        return page

    console.world.vehicle = slow  # type: ignore[method-assign, assignment]
    async with technician.ws_connect(LIVE) as socket:
        await until(socket, lambda text: "Changed meanwhile" in text)
    assert first.is_set()


async def test_other_cars_are_not_heard(console: Console, technician: ClientSession) -> None:
    """A page of one car is not woken by another."""
    async with technician.ws_connect(LIVE) as socket:
        await until(socket, lambda text: "hx-partial" in text)
        console.world.tell(STOPPED, Facet.SIGNALS, telemetry(STOPPED, VOLTS, [1.0], NOW))
        console.world.tell(REPAIRING, Facet.SIGNALS, telemetry(REPAIRING, VOLTS, [12.5], NOW))
        told = json.loads(await until(socket, lambda text: '"series":{"10"' in text))
    assert told["series"][str(VOLTS)][1] == [12.5]


async def test_the_list_follows(console: Console, technician: ClientSession) -> None:
    """The list of vehicles is told anew when one of them changes, under its search."""
    async with technician.ws_connect("/live?search=B-VD") as socket:
        first = await until(socket, lambda text: "hx-partial" in text)
        assert "M-EV 150" not in first
        console.world.change_line(STOPPED, Facet.CASES, next_step="Owner called")
        told = await until(socket, lambda text: "hx-partial" in text)
    assert "Owner called" in told
    assert 'hx-target="#chips"' not in told


async def test_ages_grow_although_nothing_happens(
    console: Console, technician: ClientSession
) -> None:
    """A page that is left alone does not go on saying "4 s ago".

    Lessons row 31 (home-assistant/core#23227, home-assistant/core#30778,
    home-assistant/core#107982, openhab-addons#2290).
    """
    async with technician.ws_connect("/live?search=B-VD") as socket:
        await until(socket, lambda text: "Online, 4 s ago" in text)
        await console.clock.sleep(120)
        await until(socket, lambda text: "Online, 2 min ago" in text)


async def test_a_session_that_is_gone_closes_the_page(stranger: ClientSession) -> None:
    """A browser without a session is told that reconnecting is no use."""
    async with stranger.ws_connect("/live") as socket:
        message = await socket.receive()
    assert (message.type, message.data) == (WSMsgType.CLOSE, SIGNED_OUT)


async def test_leaving_leaves_nothing_behind(
    console: Console, technician: ClientSession
) -> None:
    """When the browser goes, nobody listens for it any more."""
    bulletin = console.world.bulletin
    async with technician.ws_connect(LIVE) as socket:
        await until(socket, lambda text: "hx-partial" in text)
        assert len(bulletin._listeners) == 1
    await nobody_listens(bulletin)


async def test_a_page_of_no_vehicle_has_no_socket(technician: ClientSession) -> None:
    """An unknown car is a 404 before any handshake."""
    answer = await technician.get("/vehicles/WVGZZZ5NZ99999999/live")
    assert answer.status == 404


async def until(socket: ClientWebSocketResponse, holds: Callable[[str], bool]) -> str:
    """The first message of which this holds."""
    async with asyncio.timeout(20):
        while not holds(text := await socket.receive_str()):
            pass
    return text


async def nobody_listens(bulletin: MemoryBulletin) -> None:
    async with asyncio.timeout(20):
        while bulletin._listeners:  # noqa: ASYNC110 -- leaving is announced to nobody
            await asyncio.sleep(0.01)
