"""The compiled limit: a loop in C over the very columns that our own judge compares."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.rules.book import Spec
from gateway.domain.errors import PartMissing
from gateway.triage.measured import FRESH
from gateway.triage.present import Present
from gateway.triage.truth import Truths
from gateway.triage.units import in_ms

SOURCE = Path(__file__).with_suffix(".c")


def compiled(folder: Path, specs: Sequence[Spec], now: Present) -> Callable[[], Truths]:
    """int8[rules, vehicles] whenever it is called. Raises PartMissing without a compiler."""
    library = _library(folder)
    vehicles, predicates = len(now.at_ms), [each for spec in specs for each in spec.predicates]
    fresh = np.empty(now.values.shape, np.int8)
    scratch, out = np.empty(vehicles, np.int8), np.empty((len(specs), vehicles), np.int8)
    first = np.array([0, *accumulate(len(spec.predicates) for spec in specs)], np.int32)
    signal = now.rows_of(each.number for each in predicates).astype(np.int32)
    limit = np.array([each.limit for each in predicates], np.float32)
    above = np.array([each.above for each in predicates], np.int8)
    any_ = np.array([spec.is_any for spec in specs], np.int8)
    lasting = ctypes.c_double(in_ms(FRESH))
    read = (vehicles, len(now.values), _at(now.times), _at(now.at_ms), lasting, _at(fresh))
    arrays: list[npt.NDArray[Any]] = [now.values, fresh, first, signal, limit, above, any_]
    said = [_at(each) for each in (*arrays, scratch, out)]

    def judge() -> Truths:
        library.fresh_values(*read)
        library.judge(vehicles, len(specs), *said)
        return out

    return judge


def _library(folder: Path) -> ctypes.CDLL:
    compiler = shutil.which("cc")
    if compiler is None:
        raise PartMissing("there is no cc on this machine")
    built = folder / "compiled.so"
    argv = [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(built), str(SOURCE)]
    done = subprocess.run(  # noqa: S603 - our own source
        argv, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PartMissing(f"cc failed: {done.stderr[:200]}")
    return ctypes.CDLL(str(built))


def _at(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)  # which keeps the array
