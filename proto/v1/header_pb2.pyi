from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class Header(_message.Message):
    __slots__ = ("version", "vin", "boot_id", "boot_count", "seq", "uptime_ms", "age_ms", "wall_ms", "unit_id")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    VIN_FIELD_NUMBER: _ClassVar[int]
    BOOT_ID_FIELD_NUMBER: _ClassVar[int]
    BOOT_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    UPTIME_MS_FIELD_NUMBER: _ClassVar[int]
    AGE_MS_FIELD_NUMBER: _ClassVar[int]
    WALL_MS_FIELD_NUMBER: _ClassVar[int]
    UNIT_ID_FIELD_NUMBER: _ClassVar[int]
    version: int
    vin: str
    boot_id: int
    boot_count: int
    seq: int
    uptime_ms: int
    age_ms: int
    wall_ms: int
    unit_id: int
    def __init__(self, version: _Optional[int] = ..., vin: _Optional[str] = ..., boot_id: _Optional[int] = ..., boot_count: _Optional[int] = ..., seq: _Optional[int] = ..., uptime_ms: _Optional[int] = ..., age_ms: _Optional[int] = ..., wall_ms: _Optional[int] = ..., unit_id: _Optional[int] = ...) -> None: ...
