"""One file of root causes, read from TOML: the language of `causes/*.toml`, word by word."""

import re
import tomllib
from collections.abc import Iterator
from typing import Final

from proto.v1.signals_pb2 import SignalNumber
from simulator.days.day_plan import Phase
from simulator.faults.effect import ALL_PHASES, Effect, EffectKind
from simulator.faults.root_cause import (
    CheckedBy,
    Condition,
    Drive,
    Expected,
    ExpectedCode,
    Intermittence,
    Onset,
    Outcome,
    RemoteRemedy,
    Repair,
    RepairOutcome,
    Response,
    Responses,
    RootCause,
    RootCauseId,
    Severity,
)
from simulator.faults.table import InvalidRootCause, Table
from simulator.trouble_code import InvalidTroubleCode, trouble_code
from simulator.updates.software_update import Ending

SHOWS_WITHIN_S: Final = 3600.0
KINDS_WITHOUT_VALUE: Final = frozenset({EffectKind.STUCK})


def read(text: str, system: str, file: str) -> Iterator[RootCause]:
    """The root causes of one file; InvalidRootCause says what is wrong in which line."""
    try:
        document = Table(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InvalidRootCause(file, error) from error
    cars = document.texts("cars")
    for table in document.tables("root_cause"):
        name = table.text("id")
        table.where = f"{file}, line {_line(text, name)}, {name}"
        yield _root_cause(table, RootCauseId(name), system, cars)
    document.close()


def _line(text: str, name: str) -> int:
    found = re.search(rf'^\s*id\s*=\s*"{re.escape(name)}"', text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 0


def _root_cause(
    table: Table, name: RootCauseId, system: str, cars: tuple[str, ...]
) -> RootCause:
    cause = RootCause(
        id=name,
        where=table.where,
        title=table.text("title"),
        system=system,
        component=table.text("component"),
        cars=frozenset(table.texts("cars") or cars),
        software=frozenset(table.texts("software")),
        onset=_onset(table),
        effects=tuple(_effect(each) for each in table.tables("effects")),
        codes=tuple(_code(each) for each in table.tables("codes")),
        silences=table.texts("silences"),
        only_while=tuple(_condition(each) for each in table.tables("only_while")),
        intermittence=_intermittence(table),
        responses=_responses(table),
        ends_after_s=table.maybe("ends_after_s"),
        ends_after_code_s=table.maybe("ends_after_code_s"),
        shows_within_s=table.number("shows_within_s", SHOWS_WITHIN_S),
        repair=_repair(table.table("repair")),
        expected=_expected(table.table("expected")),
    )
    table.close()
    return cause


def _onset(table: Table) -> Onset:
    """`"sudden"`, or a table with one of the fields of Onset."""
    if not table.has("onset"):
        return Onset()
    value = table.value("onset", None)
    if value == "sudden":
        return Onset()
    own = Table(f"{table.where}, onset", value)
    if own.has("gradual_over_s"):
        onset = Onset(gradual_over_s=own.positive("gradual_over_s"))
    elif own.has("after_cycles"):
        onset = Onset(after_cycles=int(own.positive("after_cycles")))
    elif own.has("update_of"):
        onset = Onset(update_of=own.text("update_of"), ending=own.word("ending", Ending))
    else:
        onset = Onset(below_celsius=own.number("below_celsius"))
    own.close()
    return onset


def _effect(table: Table) -> Effect:
    kind = table.word("kind", EffectKind)
    effect = Effect(
        signal=_signal(table),
        kind=kind,
        value=0.0 if kind in KINDS_WITHOUT_VALUE else table.number("value"),
        during=_phases(table),
        time_constant_s=table.maybe("time_constant_s"),
    )
    table.close()
    if effect.time_constant_s is not None and kind is not EffectKind.SETTLE:
        raise table.wrong("only what settles has a time constant")
    if kind is EffectKind.DROPOUTS and not 0 < effect.value <= 1:
        raise table.wrong("dropouts are a share of the samples, above 0 and up to 1")
    return effect


def _signal(table: Table) -> int:
    name = table.text("signal")
    if name not in SignalNumber.keys():  # noqa: SIM118 - an enumeration of protobuf is no dict
        raise table.wrong(f"there is no signal {name}")
    return SignalNumber.Value(name)


def _phases(table: Table) -> frozenset[Phase]:
    names = table.texts("during")
    known = {phase.name.lower(): phase for phase in Phase}
    strange = set(names) - known.keys()
    if strange:
        raise table.wrong(f"during = {', '.join(sorted(strange))}: there is no such phase")
    return frozenset(known[name] for name in names) or ALL_PHASES


def _code(table: Table) -> ExpectedCode:
    text = table.text("dtc")
    try:
        dtc = trouble_code(text)
    except InvalidTroubleCode as error:
        raise table.wrong(f"{text} is no trouble code") from error
    code = ExpectedCode(
        component=table.text("component"),
        dtc=dtc,
        checked_by=table.word("checked_by", CheckedBy),
        cascade=table.flag("cascade"),
        after_s=table.number("after_s", 0.0),
        spread_s=table.number("spread_s", 0.0),
        probability=table.number("probability", 1.0),
    )
    table.close()
    if not 0 < code.probability <= 1 or code.after_s < 0 or code.spread_s < 0:
        raise table.wrong("a probability is above 0 and up to 1, a delay not below 0")
    return code


def _condition(table: Table) -> Condition:
    condition = Condition(
        signal=_signal(table), above=table.maybe("above"), below=table.maybe("below")
    )
    table.close()
    if condition.above is None and condition.below is None:
        raise table.wrong("needs above, below or both")
    return condition


def _intermittence(table: Table) -> Intermittence | None:
    if not table.has("intermittent"):
        return None
    own = table.table("intermittent")
    pattern = Intermittence(own.positive("acts_s"), own.positive("rests_s"))
    own.close()
    return pattern


def _responses(table: Table) -> Responses:
    if not table.has("responses"):
        return Responses()
    own = table.table("responses")
    responses = Responses(
        hard_reset=_response(own, "hard_reset"),
        soft_reset=_response(own, "soft_reset"),
        clear=_response(own, "clear"),
        power_loss=_response(own, "power_loss"),
    )
    own.close()
    return responses


def _response(table: Table, name: str) -> Response:
    """`"cures"`, `"nothing"`, or a table that says for how long, into what or how much."""
    value = table.value(name, "nothing")
    if isinstance(value, str):
        if value not in {"cures", "nothing"}:
            raise table.wrong(f"{name} = {value!r} is no response")
        return Response(Outcome(value))
    own = Table(f"{table.where}, {name}", value)
    if own.has("masks_for_s"):
        response = Response(Outcome.MASKS, for_s=own.positive("masks_for_s"))
    elif own.has("worsens_by"):
        response = Response(Outcome.WORSENS, by=own.positive("worsens_by"))
        if response.by <= 1:
            raise own.wrong("what is worse is more than 1 times as strong")
    else:
        successor = RootCauseId(own.text("turns_into"))
        response = Response(Outcome.TURNS_INTO, successor=successor)
    own.close()
    return response


def _repair(table: Table) -> Repair:
    repair = Repair(table.word("outcome", RepairOutcome), table.text("part"))
    table.close()
    return repair


def _expected(table: Table) -> Expected:
    expected = Expected(
        severity=table.word("severity", Severity),
        drive=table.word("drive", Drive),
        needs=frozenset(table.texts("needs")),
        remote=table.word("remote", RemoteRemedy),
    )
    table.close()
    return expected
