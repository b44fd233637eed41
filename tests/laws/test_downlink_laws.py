"""Laws of what goes down: a command says what was decided, and what is signed is sent."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gateway.decode.commands import (
    CLOCK,
    RESEND,
    Gap,
    Signature,
    answer_clock,
    ask_to_resend,
    encode_command,
    seal,
)
from gateway.decode.frames import decode
from gateway.domain.component import ComponentId
from gateway.domain.operation import (
    Action,
    ClearFault,
    Command,
    EcuReset,
    ReadEvidence,
    ReadFaults,
    ResetType,
    SafetyClass,
)
from gateway.domain.report import Frame
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from proto.v1 import commands_pb2
from tests import fix_wire as wire

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
CAR = Vin("WVWZZZ1KZAW000001")
CODES = st.integers(0, 0xFFFFFF).map(TroubleCode)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(ReadEvidence, CODES),
    st.builds(EcuReset, st.sampled_from(ResetType)),
    st.builds(ClearFault, CODES),
    st.just(ReadFaults()),
)
CLASSES = {
    SafetyClass.INERT: commands_pb2.INERT,
    SafetyClass.STATIONARY: commands_pb2.STATIONARY,
    SafetyClass.SERVICE_ONLY: commands_pb2.SERVICE_ONLY,
}


def asked_for(message: commands_pb2.Command) -> Action:
    match message.WhichOneof("action"):
        case "read_evidence":
            return ReadEvidence(TroubleCode(message.read_evidence.dtc))
        case "ecu_reset":
            return EcuReset(ResetType(message.ecu_reset.reset_type))
        case "clear_fault":
            return ClearFault(TroubleCode(message.clear_fault.dtc))
        case _:
            return ReadFaults()


@given(st.uuids(), ACTIONS, st.sampled_from(SafetyClass), st.integers(1, 10**6))
def test_a_command_says_what_was_decided(
    number: UUID, action: Action, safety_class: SafetyClass, expires_s: int
) -> None:
    """Nothing is added to a command and nothing left out; what is signed is what is sent."""
    command = Command(
        id=number,
        vin=CAR,
        component=ComponentId("telematics"),
        action=action,
        safety_class=safety_class,
        issued_at=NOW,
        expires_at=NOW + timedelta(seconds=expires_s),
        budget_s=30.5,
    )
    encoded = encode_command(command)
    sent = commands_pb2.Downlink.FromString(seal(encoded, Signature(b"signed", b"key"))).command
    assert (sent.command, sent.signature, sent.key_id) == (encoded, b"signed", b"key")
    message = commands_pb2.Command.FromString(encoded)
    assert asked_for(message) == action
    assert (message.version, UUID(bytes=message.command_id)) == (1, number)
    assert (message.vin, message.component) == (CAR.text, "telematics")
    assert message.safety_class == CLASSES[safety_class]
    issued_ms = round(NOW.timestamp() * 1000)
    assert message.issued_at_ms == issued_ms
    assert message.expires_at_ms == issued_ms + 1000 * expires_s
    assert message.budget_ms == 30_500


UINT32 = st.integers(0, 2**32 - 1)


@given(st.integers(1, 2**63 - 1), UINT32, UINT32)
def test_the_clock_answer_is_for_one_beat(boot: int, session: int, beat: int) -> None:
    """It names boot, session and beat that asked, so that a late one can be told apart."""
    body = wire.presence(CAR, session=session, boot_id=boot, beat=beat)
    [presence] = decode([Frame.of(wire.topic(CAR, "presence"), body, NOW)]).presences
    signed: dict[bytes, str] = {}

    def sign(name: str, message: bytes) -> Signature:
        signed[message] = name
        return Signature(b"signed", b"key")

    sent = commands_pb2.Downlink.FromString(answer_clock(presence, NOW, sign)).clock
    assert (sent.signature, sent.key_id) == (b"signed", b"key")
    assert signed == {sent.clock: CLOCK}
    clock = commands_pb2.ClockAnswer.FromString(sent.clock)
    assert (clock.vin, clock.boot_id, clock.session) == (CAR.text, boot, session)
    assert clock.beat == beat
    assert clock.server_ms == round(NOW.timestamp() * 1000)


SEQUENCES = st.integers(1, 2**63 - 1)


@given(st.lists(st.builds(Gap, SEQUENCES, SEQUENCES, SEQUENCES), max_size=5))
def test_a_request_names_what_is_missing(gaps: list[Gap]) -> None:
    """Vehicle, moment and every range; what is signed is what is sent, under its own name."""
    signed: dict[bytes, str] = {}

    def sign(name: str, message: bytes) -> Signature:
        signed[message] = name
        return Signature(b"signed", b"key")

    sent = commands_pb2.Downlink.FromString(ask_to_resend(CAR, gaps, NOW, sign)).resend
    assert (sent.signature, sent.key_id) == (b"signed", b"key")
    assert signed == {sent.resend: RESEND}
    request = commands_pb2.ResendRequest.FromString(sent.resend)
    assert (request.vin, request.issued_at_ms) == (CAR.text, round(NOW.timestamp() * 1000))
    assert [Gap(each.boot_id, each.first_seq, each.last_seq) for each in request.ranges] == gaps
