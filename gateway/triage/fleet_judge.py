"""A whole fleet judged at once, without a report: what another rulebook would say of it now."""

from collections.abc import Iterator, Mapping

import numpy as np

from gateway.domain.vin import Vin
from gateway.triage.cohort import Cohort
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.truth import Truth
from gateway.triage.window import Window

AT_ONCE = 4096
"""Vehicles: enough that a step in numpy is worth it, few enough for a processor's cache."""


def judge_fleet(
    rulebook: Rulebook, windows: Mapping[Vin, Window]
) -> Iterator[tuple[Vin, Rule]]:
    """The rules that are true of each vehicle at the newest event time that it was heard of.

    A window holds what the rulebook reads that it was made for: this one, or one that reads
    the same signals and looks back as far.
    """
    in_order = sorted(windows)
    for first in range(0, len(in_order), AT_ONCE):
        vins = in_order[first : first + AT_ONCE]
        own = [windows[vin] for vin in vins]
        truths = rulebook.exact.over(Cohort(own)).truths()
        for vehicle, rule in np.argwhere(truths.T == Truth.TRUE).tolist():
            yield vins[vehicle], rulebook.rules[rule]
