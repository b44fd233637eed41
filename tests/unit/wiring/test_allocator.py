"""What the C library does with freed memory, seen in processes of their own."""

import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

HEAPS = """
import ctypes, sys, threading
from gateway.wiring.allocator import keep_one_heap
if "one" in sys.argv:
    keep_one_heap()
kept = []
thread = threading.Thread(target=lambda: kept.append(bytes(100_000)))
thread.start()
thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
told = libc.fopen(sys.argv[1].encode(), b"w")
libc.malloc_info(0, told)
libc.fclose(told)
"""
PEAK = """
import asyncio
from datetime import UTC, datetime
import psutil
from gateway.wiring.allocator import Heap
peak = [bytes([number % 256]) * 2_000 for number in range(50_000)]
windows = peak[::100]
del peak
before = psutil.Process().memory_info().rss
assert asyncio.run(Heap().look(datetime(2026, 1, 1, tzinfo=UTC)))
print((before - psutil.Process().memory_info().rss) >> 20)
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own doing"),
]


async def said(script: str, *words: str) -> bytes:
    process = await create_subprocess_exec(sys.executable, "-c", script, *words, stdout=PIPE)
    told, _ = await process.communicate()
    assert process.returncode == 0
    return told


@pytest.mark.parametrize(("one", "heaps"), [("one", 1), ("each", 2)])
async def test_threads_share_one_heap(tmp_path: Path, one: str, heaps: int) -> None:
    """Otherwise each has its own."""
    told = tmp_path / "malloc.xml"
    await said(HEAPS, str(told), one)
    assert told.read_text().count("<heap nr=") == heaps


async def test_a_peak_is_given_back() -> None:
    """Also what lies before something that stays: most of 100 MB."""
    assert int(await said(PEAK)) > 60
