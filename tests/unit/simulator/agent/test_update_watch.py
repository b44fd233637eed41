"""The unit says how far a software update is: every change, and now and then."""

from dataclasses import dataclass

import numpy as np

from proto.v1.signals_pb2 import SOFTWARE_UPDATE_PHASE
from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.report import Kind
from simulator.agent.update_watch import AGAIN_S, UpdateWatch
from simulator.updates.software_update import UpdatePhase


@dataclass(frozen=True)
class Turn:
    at_s: float
    phase: UpdatePhase


@dataclass
class Updates:
    all_turns: list[Turn]

    def turns(self, after_s: float, until_s: float) -> list[Turn]:
        return [turn for turn in self.all_turns if after_s < turn.at_s <= until_s]

    def phase(self, now_s: float) -> UpdatePhase:
        return next(
            (turn.phase for turn in reversed(self.all_turns) if turn.at_s <= now_s),
            UpdatePhase.NONE,
        )


def heard(news: list[tuple[float, Telemetry]]) -> list[tuple[float, float]]:
    """Time and value of each message, which holds nothing else."""
    found = []
    for at_s, telemetry in news:
        (matrix,) = telemetry.matrices
        assert list(matrix.signals) == [SOFTWARE_UPDATE_PHASE]
        assert np.frombuffer(matrix.offsets_ms, "<u4").tolist() == [0]
        found.append((at_s, float(np.frombuffer(matrix.values, "<f4")[0])))
    return found


def test_every_change_is_said_once_with_its_time() -> None:
    """Also those between two looks; and again while it lasts, but not that there is none."""
    turns = [Turn(15, UpdatePhase.INSTALLING), Turn(18, UpdatePhase.ACTIVATING)]
    watch = UpdateWatch(Updates([*turns, Turn(200, UpdatePhase.NONE)]), 0)
    assert watch.news(10) == []
    assert heard(watch.news(20)) == [(15, 3), (18, 4)]
    assert watch.news(20 + AGAIN_S / 2) == []
    assert heard(watch.news(20 + AGAIN_S)) == [(20 + AGAIN_S, 4)]
    assert heard(watch.news(210)) == [(200, 0)]
    assert watch.news(9000) == []


def test_it_goes_before_the_faults_that_it_explains() -> None:
    """On the topic of telemetry, as it is nothing else."""
    assert min(Kind) is Kind.PHASES
    assert Kind.PHASES.topic("W0V") == "v1/W0V/telemetry"
