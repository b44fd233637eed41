"""Rule engines of other people, each a child process that judges when it is told to."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.rules import peer_script
from gateway.domain.errors import PartMissing

PACKAGES: Final = {
    "common-expression-language": "common-expression-language==0.10.0",
    "zen-engine": "zen-engine==2.1.3",
    "rule-engine": "rule-engine==5.1.0",
    "clipspy": "clipspy==1.0.6",
    "durable-rules": "durable-rules==2.0.28",
    "business-rules": "business-rules==1.1.1",
}
PATIENCE_S: Final = 600.0


@dataclass(slots=True)
class Peer:
    """`vehicles`: so many it judges each time it is told to; `true`: of more, what it said.

    `features_us`: a vehicle's, of which it makes what rules read anew each time.
    """

    name: str
    process: subprocess.Popen[bytes]
    vehicles: int
    features_us: float
    true: npt.NDArray[np.bool_]

    def judge(self) -> None:
        told, heard = self.process.stdin, self.process.stdout
        if told is None or heard is None:
            raise PartMissing(f"{self.name} cannot be spoken with")
        told.write(b"judge\n")
        told.flush()
        if heard.readline().strip() != b"done":
            raise PartMissing(f"{self.name} stopped")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def bring(folder: Path, name: str) -> None:
    """Into the virtual environment at `folder`, which is made anew unless it is whole.

    Raises PartMissing.
    """
    python, whole = folder / "bin" / "python", folder / "whole"
    if whole.exists() and whole.read_text() == PACKAGES[name]:
        return
    _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    _run([str(python), "-m", "pip", "install", "--quiet", "numpy", PACKAGES[name]])
    whole.write_text(PACKAGES[name])


def start(environment: Path, name: str, work: Path, row: str, seconds: float) -> Peer:
    """Ready: its rules are read, its values prepared. Raises PartMissing."""
    python, errors = environment / "bin" / "python", work / f"{row}.{name}.log"
    argv = [str(python), peer_script.__file__, name, str(work), row, str(seconds)]
    with errors.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own script
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
    lines = iter(process.stdout or ())
    ready = next((line.split() for line in lines if line.startswith(b"ready")), None)
    if ready is None:
        process.wait()
        last = errors.read_text(errors="replace").strip().splitlines()[-1:]
        raise PartMissing(f"it failed: {' '.join(last)[:200]}")
    true = np.load(work / f"{row}.{name}.npy")
    return Peer(name, process, int(ready[1]), float(ready[2]), true)


def _run(argv: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - pip, with what stands above
            argv, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise PartMissing("PyPI had nothing in time") from None
    if done.returncode:
        raise PartMissing(" ".join(done.stderr.strip().splitlines()[-1:])[:200])
