"""What other sites, wrong addresses and broken parts can do: nothing, and politely."""

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from gateway.pipeline.changes import Facet
from gateway.web.guard.security_headers import CONTENT_SECURITY_POLICY
from tests.fix_console import Console
from tests.fix_console_lines import CALM, DONE, QUEUED, REPAIRING, STOPPED

pytestmark = pytest.mark.slow

EVIL = "https://evil.example"
CANCEL = f"/vehicles/{REPAIRING.text}/operations/{QUEUED}/cancel"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": EVIL},
    ],
)
async def test_another_site_can_change_nothing(
    console: Console, technician: ClientSession, headers: dict[str, str]
) -> None:
    """A forged form with the technician's own cookie is refused before anything happens."""
    answer = await technician.post(CANCEL, headers=headers)
    assert answer.status == 403
    assert "Cross-origin" in await answer.text()
    assert console.world.calls == []
    assert (await technician.post("/sign-out", headers=headers)).status == 403
    assert len(console.sign_in.sessions) == 1


async def test_ones_own_page_may_act(console: Console, technician: ClientSession) -> None:
    """The console's own forms are let through, by either header."""
    own = {"Origin": console.url}
    assert (await technician.post(CANCEL, headers=own, allow_redirects=False)).status == 303
    site = {"Sec-Fetch-Site": "same-origin"}
    path = f"/vehicles/{STOPPED.text}/read"
    assert (await technician.post(path, headers=site, allow_redirects=False)).status == 303
    assert [what for what, _ in console.world.calls] == ["cancel", "read"]


async def test_another_site_cannot_listen(console: Console, technician: ClientSession) -> None:
    """A WebSocket from another origin is refused, although the cookie is good."""
    with pytest.raises(WSServerHandshakeError) as refused:
        await technician.ws_connect("/live", headers={"Origin": EVIL})
    assert refused.value.status == 403
    async with technician.ws_connect("/live", headers={"Origin": console.url}) as socket:
        assert "hx-partial" in await socket.receive_str()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/vehicles/WVGZZZ5NZ99999999", 404, "No vehicle with this VIN is known"),
        ("/vehicles/nonsense", 400, "17 letters and digits"),
        ("/vehicles/1M8GDM9A0KP042788", 400, "wrong check digit"),
        ("/nowhere", 404, "Search in the list of vehicles"),
        ("/service/nowhere", 404, "no such service centre"),
        ("/service/berlin-nord?week=soon", 400, "2026-W47"),
        ("/service/berlin-nord?week=9999-W52", 400, "too far away"),
        ("/service/jobs/999", 404, "no such job"),
        ("/service/jobs/x", 404, "no such job"),
        ("/service/jobs/" + "9" * 40, 404, "no such job"),
        ("/sign-out", 405, "use the buttons"),
    ],
)
async def test_wrong_addresses_say_what_to_do(
    technician: ClientSession, path: str, status: int, words: str
) -> None:
    """Each wrong address gets its status and a sentence for a person."""
    answer = await technician.get(path)
    text = await answer.text()
    assert answer.status == status
    assert words in text
    assert "Traceback" not in text


async def test_a_foreign_operation_cannot_be_cancelled(
    console: Console, technician: ClientSession
) -> None:
    """An operation is cancelled only under its own vehicle's address."""
    path = f"/vehicles/{STOPPED.text}/operations/{QUEUED}/cancel"
    assert (await technician.post(path)).status == 404
    assert (
        await technician.post(f"/vehicles/{STOPPED.text}/operations/x/cancel")
    ).status == 404
    assert console.world.calls == []


async def test_too_late_to_cancel_is_said(technician: ClientSession) -> None:
    """What was already done cannot be cancelled, and the page says why."""
    path = f"/vehicles/{REPAIRING.text}/operations/{DONE}/cancel"
    answer = await technician.post(path)
    assert answer.status == 409
    assert "already been sent" in await answer.text()
    part = await technician.post(path, headers={"HX-Request": "true"})
    assert "already been sent" in await part.text()


async def test_nothing_to_read_is_said(technician: ClientSession) -> None:
    """A car without faults is not asked in vain."""
    answer = await technician.post(f"/vehicles/{CALM.text}/read")
    assert answer.status == 409
    assert "nothing to read" in await answer.text()


async def test_a_broken_store_gives_a_page_and_no_trace(
    console: Console, technician: ClientSession
) -> None:
    """The visitor gets a reference to quote, the log gets the reason."""
    console.world.broken = True
    answer = await technician.get("/")
    text = await answer.text()
    assert answer.status == 500
    assert "Something went wrong on our side" in text
    assert "the database is gone" not in text


async def test_a_socket_survives_no_broken_store(
    console: Console, technician: ClientSession
) -> None:
    """The browser is told to come back later instead of waiting for ever."""
    async with technician.ws_connect("/live") as socket:
        await socket.receive_str()
        console.world.broken = True
        console.world.change_line(STOPPED, Facet.CASES, next_step="new")
        assert (await socket.receive()).data == 1011


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nowhere", "/static/console.css", "/healthz"]
)
async def test_every_answer_is_armoured(technician: ClientSession, path: str) -> None:
    """Pages, files and errors carry the same headers."""
    headers = (await technician.get(path)).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_pages_are_not_kept_and_files_are(technician: ClientSession) -> None:
    """Personal data stays out of caches; a file with its digest may stay for ever."""
    page = await technician.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    styles = (await page.text()).split('stylesheet" href="')[1].split('"')[0]
    assert "immutable" in (await technician.get(styles)).headers["Cache-Control"]


async def test_what_a_car_sends_is_only_text(technician: ClientSession) -> None:
    """Markup in a frame's detail or topic is shown, never obeyed."""
    text = await (await technician.get("/intake")).text()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "v1/&lt;b&gt;/telemetry" in text
