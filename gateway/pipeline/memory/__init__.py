"""The pipeline's ports in memory, with the guarantees of the real ones, for tests."""

from gateway.pipeline.memory.asking import MemoryGapBook
from gateway.pipeline.memory.attendance import MemoryAttendance
from gateway.pipeline.memory.case_shelf import MemoryShelf
from gateway.pipeline.memory.journal import MemoryJournal
from gateway.pipeline.memory.keys import MemoryKeyRing
from gateway.pipeline.memory.operations_desk import MemoryOperationsDesk
from gateway.pipeline.memory.outbox import MemoryOutbox
from gateway.pipeline.memory.sign_in import MemorySignIn
from gateway.pipeline.memory.surveys import MemorySurveyBook
from gateway.pipeline.memory.transaction import Memory

__all__ = [
    "Memory",
    "MemoryAttendance",
    "MemoryGapBook",
    "MemoryJournal",
    "MemoryKeyRing",
    "MemoryOperationsDesk",
    "MemoryOutbox",
    "MemoryShelf",
    "MemorySignIn",
    "MemorySurveyBook",
]
