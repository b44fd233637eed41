"""The API of verdicts: who may read, what is answered, and how it fails."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs
from yarl import URL

from gateway.domain.errors import StoreUnavailable
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.pipeline.keys import KeyOrder, Scope
from gateway.web.sign_in.sessions import COOKIE
from gateway.web.sign_in.tokens import digest
from tests.fix_api import (
    FIRST,
    HEALTHY,
    JUDGED,
    NEVER_HEARD,
    OPEN_CASE,
    SECOND,
    THIRD,
    VERDICT,
    objections,
)
from tests.fix_console import Console

pytestmark = pytest.mark.slow
SECRET = "key-of-a-test"
STRANGER = Vin("WVGZZZ5NZ99999999")
CURRENT = f"/api/v1/vehicles/{JUDGED.text}/verdicts"
HISTORY = f"{CURRENT}/history"


def with_key(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def issue(console: Console, *vehicles: Vin, secret: str = SECRET, **fields: Any) -> None:
    """A key for these vehicles, or for every one."""
    order = KeyOrder(
        name=f"the key {secret}",
        scopes=frozenset({Scope.VERDICTS_READ}),
        vehicles=vehicles,
        every_vehicle=not vehicles,
        by="A. Okafor",
        expires_at=console.wall() + timedelta(days=1),
    )
    await console.key_ring.add(digest(secret), replace(order, **fields), console.wall())


async def asked(
    client: ClientSession, path: str, secret: str = SECRET, status: int = 200
) -> dict[str, Any]:
    """The answer, which is what the OpenAPI document says of it."""
    answer = await client.get(path, headers=with_key(secret) if secret else {})
    body: dict[str, Any] = await answer.json(content_type=None)
    assert answer.status == status, body
    document = await (await client.get("/api/v1/openapi.json")).json()
    described = document["paths"]["/api/v1/vehicles/{vin}/verdicts"]
    if path.partition("?")[0].endswith("/history"):
        described = document["paths"]["/api/v1/vehicles/{vin}/verdicts/history"]
    [(kind, content)] = described["get"]["responses"][str(status)]["content"].items()
    assert answer.content_type == kind
    assert objections(body, content["schema"], document) == []
    return body


async def test_current_verdicts_are_told_in_full(
    console: Console, stranger: ClientSession
) -> None:
    """Severity, the sentence verbatim, ranked causes, what is missing and would change it."""
    await issue(console, JUDGED)
    body = await asked(stranger, CURRENT)
    assert (body["vin"], body["severity"]) == (JUDGED.text, "stop_driving")
    assert body["heard_at"] == "2026-11-18T12:00:00Z"
    assert body["unjudged"] == []
    [said] = body["items"]
    assert (said["id"], said["version"]) == (812, 2)
    assert (said["current"], said["provisional"]) == (True, True)
    assert said["drivability"] == VERDICT.drivability
    assert said["judged_at"] == "2026-11-18T12:00:01.500000Z"
    assert (said["rule"], said["rulebook_version"]) == (VERDICT.rule, VERDICT.rulebook_version)
    assert said["case"]["trouble_code"] == "P0AA6-1A"
    assert (said["case"]["state"], said["case"]["outcome"]) == ("booked", None)
    [cause] = said["causes"]
    assert cause["id"] == "high_voltage.connector_wet"
    assert cause["speaks_for"] == ["Coolant was 41 °C at 08:00:00 UTC, below 60 °C."]
    assert cause["speaks_against"] == ["It was dry."]
    assert cause["open_questions"] == [
        {"sign": "it rains", "would_speak": "for", "missing": ["Rain"]}
    ]
    assert said["evidence"] == list(VERDICT.evidence)
    assert said["missing"] == list(VERDICT.missing)
    assert said["would_change"] == [
        {
            "severity": "soon",
            "condition": "Isolation resistance is at least 500 kΩ",
            "rule": "hv.falling",
        }
    ]
    assert said["skills"] == ["general", "high_voltage"]


async def test_nothing_known_is_not_the_same_as_never_heard(
    console: Console, stranger: ClientSession
) -> None:
    """No verdict, no severity; when the car was last heard tells the two apart."""
    await issue(console)
    for vin, heard_at in ((HEALTHY, "2026-11-18T12:00:00Z"), (NEVER_HEARD, None)):
        body = await asked(stranger, f"/api/v1/vehicles/{vin.text}/verdicts")
        assert (body["items"], body["severity"], body["heard_at"]) == ([], None, heard_at)
        body = await asked(stranger, f"/api/v1/vehicles/{vin.text}/verdicts/history")
        assert (body["items"], body["next"]) == ([], None)


async def test_a_case_without_a_verdict_is_unknown(
    console: Console, stranger: ClientSession
) -> None:
    """It is named, and nobody reads health out of an empty list; a graver verdict stays."""
    await issue(console, JUDGED)
    world = console.verdicts.known
    world[JUDGED] = replace(world[JUDGED], unjudged=(OPEN_CASE,))
    assert (await asked(stranger, CURRENT))["severity"] == "stop_driving"
    world[JUDGED] = replace(world[JUDGED], versions=())
    body = await asked(stranger, CURRENT)
    assert (body["severity"], body["items"]) == ("unknown", [])
    assert [case["id"] for case in body["unjudged"]] == [OPEN_CASE.id]
    calm = replace(THIRD, verdict=replace(VERDICT, severity=Severity.MONITOR))
    world[JUDGED] = replace(world[JUDGED], versions=(calm,))
    assert (await asked(stranger, CURRENT))["severity"] == "unknown"


async def test_history_is_read_page_by_page(console: Console, stranger: ClientSession) -> None:
    """The newest first, each version once, each page naming the next."""
    await issue(console, JUDGED)
    whole = await asked(stranger, HISTORY)
    assert [one["id"] for one in whole["items"]] == [THIRD.id, SECOND.id, FIRST.id]
    assert [one["current"] for one in whole["items"]] == [True, False, False]
    assert whole["items"][-1]["case"]["outcome"] == "explained"
    assert whole["items"][-1]["case"]["explained_by"] == OPEN_CASE.id
    assert whole["next"] is None
    path, pages = f"{HISTORY}?limit=1", []
    while path:
        page = await asked(stranger, path)
        pages += page["items"]
        path = page["next"]
    assert pages == whole["items"]


@pytest.mark.parametrize("path", [CURRENT, HISTORY])
async def test_without_a_live_key_nothing_is_read(
    console: Console, stranger: ClientSession, technician: ClientSession, path: str
) -> None:
    """Neither with none nor with another's, an old or a revoked one; a session is no key."""
    await issue(console, JUDGED)
    for client, secret in ((stranger, ""), (stranger, "another"), (technician, "")):
        body = await asked(client, path, secret, 401)
        assert body["title"] == "A key is needed"
    answer = await stranger.get(path, headers={"Authorization": f"Basic {SECRET}"})
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    answer = await stranger.get(path, headers=with_key("another"))
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert (await asked(stranger, path))["vin"] == JUDGED.text
    answer = await stranger.get(path, headers={"Authorization": f"bearer {SECRET}"})
    assert answer.status == 200
    console.later(days=1)
    await asked(stranger, path, status=401)
    console.later(days=-1)
    assert await console.key_ring.revoke(f"the key {SECRET}", "A. Okafor", console.wall())
    await asked(stranger, path, status=401)


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [(CURRENT, "Authorization: Bearer ", 401), ("/intake", f"Cookie: {COOKIE}=", 303)],
)
async def test_a_secret_of_odd_bytes_is_no_secret(
    console: Console, path: str, header: str, status: int
) -> None:
    """What is not even UTF-8 is turned down like any other, and is no fault of ours."""
    place = URL(console.url)
    reader, writer = await asyncio.open_connection(place.host, place.port)
    head = f"GET {path} HTTP/1.1\r\nHost: {place.authority}\r\nConnection: close\r\n{header}"
    writer.write(head.encode() + b"\xff\xe9key\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer


@pytest.mark.parametrize("path", [CURRENT, HISTORY])
async def test_an_empty_scope_grants_nothing(
    console: Console, stranger: ClientSession, path: str
) -> None:
    """A live key for every vehicle, and no right (law 7); the answer names what it takes."""
    await issue(console, scopes=frozenset())
    body = await asked(stranger, path, status=403)
    assert body["detail"] == "It takes verdicts:read."
    answer = await stranger.get(path, headers=with_key())
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("what", ["verdicts", "verdicts/history"])
async def test_a_key_opens_its_own_vehicles_only(
    console: Console, stranger: ClientSession, what: str
) -> None:
    """Another's car and one that nobody knows are told in the very same words."""
    await issue(console, JUDGED)
    await issue(console, secret="for all")
    foreign = await asked(stranger, f"/api/v1/vehicles/{HEALTHY.text}/{what}", status=404)
    unknown = await asked(stranger, f"/api/v1/vehicles/{STRANGER.text}/{what}", status=404)
    assert foreign == unknown
    assert unknown == await asked(
        stranger, f"/api/v1/vehicles/{STRANGER.text}/{what}", "for all", 404
    )
    await issue(console, secret="for none", vehicles=[], every_vehicle=False)
    await asked(stranger, f"/api/v1/vehicles/{JUDGED.text}/{what}", "for none", 404)
    path = f"/api/v1/vehicles/{JUDGED.text.lower()}/{what}"
    assert (await asked(stranger, path))["vin"] == JUDGED.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/vehicles/nonsense/verdicts",
        "/api/v1/vehicles/1M8GDM9A0KP042788/verdicts/history",
        f"{CURRENT}?limit=1",
        f"{HISTORY}?limit=0",
        f"{HISTORY}?limit=101",
        f"{HISTORY}?limit=1&limit=2",
        f"{HISTORY}?limit=²",
        f"{HISTORY}?before=-1",
        f"{HISTORY}?before=9223372036854775808",
        f"{HISTORY}?before=",
        f"{HISTORY}?since=yesterday",
    ],
)
async def test_what_is_no_question_is_refused(
    console: Console, stranger: ClientSession, path: str
) -> None:
    """With words, after the key was looked at: who has none learns nothing."""
    await issue(console)
    body = await asked(stranger, path, status=400)
    assert body["detail"]
    await asked(stranger, path, "", 401)


async def test_a_wrong_address_is_a_problem_and_no_page(stranger: ClientSession) -> None:
    """Whoever asks by machine reads no HTML; what may be done instead is said."""
    for path in ("/api/", "/api/v1/nowhere", "/api/v2/openapi.json"):
        answer = await stranger.get(path)
        assert (answer.status, answer.content_type) == (404, "application/problem+json")
    answer = await stranger.delete(CURRENT, headers=with_key())
    assert (answer.status, answer.content_type) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET,HEAD"


async def test_a_store_that_is_away_is_no_fault_of_the_question(
    console: Console, stranger: ClientSession
) -> None:
    """The same question is to be asked again later; anything else is a fault of ours."""
    await issue(console)
    console.verdicts.failure = StoreUnavailable("gone")
    await asked(stranger, CURRENT, status=503)
    answer = await stranger.get(CURRENT, headers=with_key())
    assert int(answer.headers["Retry-After"]) > 0
    console.verdicts.failure = RuntimeError("a secret of the house")
    answer = await stranger.get(CURRENT, headers=with_key())
    assert (answer.status, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in await answer.text()


async def test_what_is_read_is_kept_nowhere(console: Console, stranger: ClientSession) -> None:
    """Neither by a cache nor by another site."""
    await issue(console)
    answer = await stranger.get(CURRENT, headers=with_key())
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_who_asked_for_which_car_is_logged(
    console: Console, stranger: ClientSession
) -> None:
    """The name of the key, also of one that was turned down; neither its secret nor the VIN."""
    await issue(console, JUDGED)
    with capture_logs() as logs:
        await stranger.get(CURRENT, headers=with_key())
        await stranger.get(f"/api/v1/vehicles/{HEALTHY.text}/verdicts", headers=with_key())
        await stranger.get(CURRENT, headers=with_key("another"))
    asked = [(line.get("key"), line["status"]) for line in logs]
    assert asked == [(f"the key {SECRET}", 200), (f"the key {SECRET}", 404), (None, 401)]
    assert JUDGED.text not in str(logs)
    assert JUDGED.masked in str(logs)
    assert "another" not in str(logs)
