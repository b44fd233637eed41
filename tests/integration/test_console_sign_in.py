"""Who gets in, for how long, and how they leave."""

from http.cookies import SimpleCookie

from aiohttp import ClientResponse, ClientSession, FormData

from gateway.web.sign_in.sessions import COOKIE
from tests.fix_console import USER, Console


async def test_a_link_works_once(console: Console, stranger: ClientSession) -> None:
    """The first press of the button signs in, the second does not."""
    token = token_of(await console.link())
    first = await redeem(stranger, token)
    assert (first.status, first.headers["Location"]) == (303, "/")
    second = await redeem(stranger, token)
    assert second.status == 403
    assert "no longer works" in await second.text()
    assert COOKIE not in second.cookies


async def test_looking_at_a_link_does_not_use_it_up(
    console: Console, stranger: ClientSession
) -> None:
    """A mail client's preview fetches the address and burns nothing."""
    link = await console.link()
    for _ in range(3):
        assert (await stranger.get(link)).status == 200
    assert (await redeem(stranger, token_of(link))).status == 303


async def test_a_link_grows_old(console: Console, stranger: ClientSession) -> None:
    """After half an hour of the wall's clock it is too late."""
    token = token_of(await console.link())
    console.later(minutes=30)
    assert (await redeem(stranger, token)).status == 403


async def test_a_made_up_link_is_refused(console: Console, stranger: ClientSession) -> None:
    """Neither a guess, nor nothing, nor a file instead of a text signs anyone in."""
    upload = FormData()
    upload.add_field("token", b"x", filename="token")
    for form in ({"token": "guess"}, {"token": ""}, {}, upload):
        answer = await stranger.post("/sign-in", data=form)
        assert answer.status == 403
    assert console.sign_in.sessions == {}


async def test_only_digests_are_stored(console: Console, stranger: ClientSession) -> None:
    """Whoever reads the table cannot sign in with what stands there."""
    token = token_of(await console.link())
    assert token.encode() not in console.sign_in.links
    answer = await redeem(stranger, token)
    assert session_of(answer).encode() not in console.sign_in.sessions
    assert all(len(digest) == 32 for digest in console.sign_in.sessions)


async def test_the_cookie_is_out_of_reach(console: Console, stranger: ClientSession) -> None:
    """Bound to this host, to TLS and to the browser, unseen by scripts."""
    answer = await redeem(stranger, token_of(await console.link()))
    cookie = answer.cookies[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert (cookie["samesite"], cookie["domain"]) == ("Lax", "")


async def test_a_session_lets_in(console: Console, stranger: ClientSession) -> None:
    """With the cookie the vehicles are shown, under the user's name."""
    answer = await redeem(stranger, token_of(await console.link()))
    page = await stranger.get("/", headers=cookie(answer))
    assert page.status == 200
    assert USER in await page.text()


async def test_an_idle_session_ends(console: Console, technician: ClientSession) -> None:
    """Half an hour without use ends it; use keeps it alive."""
    for _ in range(3):
        console.later(minutes=29)
        assert (await technician.get("/")).status == 200
    console.later(minutes=30)
    assert (await technician.get("/", allow_redirects=False)).status == 303


async def test_a_session_has_a_life(console: Console, technician: ClientSession) -> None:
    """Twelve hours after sign-in it is over, however busy."""
    for _ in range(28):
        console.later(minutes=25)
        assert (await technician.get("/")).status == 200
    console.later(minutes=25)
    assert (await technician.get("/", allow_redirects=False)).status == 303


async def test_the_gateways_clock_rules_no_session(
    console: Console, technician: ClientSession
) -> None:
    """A simulated world may run ahead by a year without signing anyone out."""
    await console.clock.sleep(365 * 86_400)
    assert (await technician.get("/")).status == 200


async def test_signing_out_ends_it_on_the_server(
    console: Console, technician: ClientSession
) -> None:
    """The same cookie, kept aside, opens nothing afterwards."""
    answer = await technician.post("/sign-out", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in")
    assert console.sign_in.sessions == {}
    assert (await technician.get("/", allow_redirects=False)).status == 303


async def test_a_stranger_is_sent_to_the_explanation(
    console: Console, stranger: ClientSession
) -> None:
    """Every page leads to the sign-in page, and nothing of a vehicle is told on the way."""
    known = next(iter(console.world.pages)).text
    for path in (
        "/",
        f"/vehicles/{known}",
        "/service",
        "/intake",
        "/nothing",
        "/service/jobs/7",
    ):
        answer = await stranger.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/sign-in")
        assert await answer.text() == ""
    assert "one-time sign-in link" in await (await stranger.get("/sign-in")).text()


async def test_a_strangers_htmx_is_told_to_leave(
    console: Console, stranger: ClientSession
) -> None:
    """A page part is never replaced by a sign-in page; the browser goes there as a whole."""
    known = next(iter(console.world.pages)).text
    answer = await stranger.post(f"/vehicles/{known}/read", headers={"HX-Request": "true"})
    assert (answer.status, answer.headers["HX-Redirect"]) == (401, "/sign-in")
    assert console.world.calls == []


async def test_health_needs_no_session(stranger: ClientSession) -> None:
    """A supervisor may ask whether the console is there."""
    answer = await stranger.get("/healthz")
    assert (answer.status, await answer.text()) == (200, "ok\n")


async def redeem(client: ClientSession, token: str) -> ClientResponse:
    return await client.post("/sign-in", data={"token": token}, allow_redirects=False)


def token_of(link: str) -> str:
    return link.partition("token=")[2]


def session_of(answer: ClientResponse) -> str:
    return answer.cookies[COOKIE].value


def cookie(answer: ClientResponse) -> dict[str, str]:
    made = SimpleCookie({COOKIE: session_of(answer)})
    return {"Cookie": made.output(header="").strip()}
