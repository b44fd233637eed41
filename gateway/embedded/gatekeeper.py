"""Answers the embedded broker who of those with a certificate may connect (auth callout)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from cryptography import x509
from cryptography.x509.oid import NameOID
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from gateway.domain.certificate import Applicant, Certificate, Refusal, Serial
from gateway.domain.vin import Vin
from gateway.embedded.account import vehicle_rights
from gateway.embedded.account_key import AccountKey, claims_of
from gateway.embedded.port import LOOPBACK
from gateway.embedded.refusals import Refusals

Admit = Callable[[Applicant], Awaitable[Certificate | Refusal]]

_log = structlog.get_logger(__name__)
_ASKED: Final = "$SYS.REQ.USER.AUTH"
_MESSAGES_GO_TO: Final = "$G"  # the account in which MQTT clients without another one live
_RECONNECT_S: Final = 0.05
_LOOKS: Final = 2
_LOOK_AGAIN_S: Final = 1.0
_PATIENCE_S: Final = 5.0


class Gatekeeper:
    """One NATS connection: requests come in by it, and who is revoked is put out by it."""

    def __init__(self, key: AccountKey, admit: Admit) -> None:
        self._key = key
        self._admit = admit
        self._nats = Client()
        self._answers: set[asyncio.Task[None]] = set()
        self._refusals = Refusals()

    async def open(self, port: int, username: str, password: str) -> None:
        """Answers from now on; comes back by itself when the broker does."""
        await self._nats.connect(
            f"nats://{LOOPBACK}:{port}",
            user=username,
            password=password,
            max_reconnect_attempts=-1,
            reconnect_time_wait=_RECONNECT_S,  # type: ignore[arg-type]  # it sleeps so long
            error_cb=_say,
        )
        await self._nats.subscribe(_ASKED, cb=self._hear)
        await self._nats.flush()

    async def close(self) -> None:
        await self._nats.close()
        for answer in self._answers:
            answer.cancel()

    async def put_out(self, vin: Vin) -> None:
        """Ends every connection of this vehicle, however long the broker takes to answer.

        Looks twice: one that was being let in at the first look is there at the second.
        """
        looks = 0
        while looks < _LOOKS:
            try:
                await self._end_connections(vin)
                looks += 1
            except (NatsError, TimeoutError) as error:
                _log.warning("the broker does not put a vehicle out", error=repr(error))
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _end_connections(self, vin: Vin) -> None:
        found = await self._ask("PING.CONNZ", {"mqtt_client": vin.text})
        server = found["server"]["id"]
        for connection in found["data"].get("connections") or ():
            await self._ask(f"{server}.KICK", {"cid": connection["cid"]})
            _log.info("vehicle put out", vehicle=repr(vin))

    async def _ask(self, what: str, how: dict[str, Any]) -> dict[str, Any]:
        asked = json.dumps(how).encode()
        answer = await self._nats.request(f"$SYS.REQ.SERVER.{what}", asked, _PATIENCE_S)
        said: dict[str, Any] = json.loads(answer.data)
        return said

    async def _hear(self, request: Msg) -> None:
        """Each is answered by itself: one that has to be looked up holds up no other."""
        answer = asyncio.create_task(self._answer(request))
        self._answers.add(answer)
        answer.add_done_callback(self._answered)

    def _answered(self, answer: asyncio.Task[None]) -> None:
        """What went wrong is told; the broker refuses the client when its time is up."""
        self._answers.discard(answer)
        if not answer.cancelled() and (error := answer.exception()) is not None:
            _log.error("a vehicle was not answered", exc_info=error)

    async def _answer(self, request: Msg) -> None:
        asked = claims_of(request.data.decode())["nats"]
        applicant = applicant_of(asked)
        verdict = Refusal.UNKNOWN if applicant is None else await self._admit(applicant)
        if isinstance(verdict, Refusal):
            self._refusals.note(verdict, applicant)
            said = {"error": verdict.value}
        else:
            said = {"jwt": self._pass(asked["user_nkey"], verdict)}
        await request.respond(self._key.sign(_response(asked, said)).encode())

    def _pass(self, user: str, certificate: Certificate) -> str:
        """Ends with the certificate: the broker then closes the connection itself."""
        rights = vehicle_rights(certificate.vin).as_nats("pub", "sub")
        return self._key.sign(
            {
                "name": certificate.vin.text,
                "sub": user,
                "aud": _MESSAGES_GO_TO,
                "iat": int(time.time()),
                "exp": int(certificate.valid_until.timestamp()),
                "nats": {
                    **rights,
                    **dict.fromkeys(("subs", "data", "payload"), -1),
                    "allowed_connection_types": ["MQTT"],
                    "type": "user",
                    "version": 2,
                },
            }
        )


def applicant_of(asked: dict[str, Any]) -> Applicant | None:
    """Only a chain that the broker has verified counts; None without one."""
    chains = asked.get("client_tls", {}).get("verified_chains") or ()
    if not chains or not chains[0]:
        return None
    shown = x509.load_pem_x509_certificate(chains[0][0].encode())
    names = shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Applicant(
        common_name=str(names[0].value) if len(names) == 1 else "",
        serial=Serial(f"{shown.serial_number:x}"),
        client_id=asked.get("client_info", {}).get("mqtt_id", ""),
    )


def _response(asked: dict[str, Any], said: dict[str, str]) -> dict[str, Any]:
    return {
        "sub": asked["user_nkey"],
        "aud": asked["server_id"]["id"],
        "iat": int(time.time()),
        "nats": {**said, "type": "authorization_response", "version": 2},
    }


async def _say(error: Exception) -> None:
    _log.warning("gatekeeper's link to the broker", error=repr(error))
