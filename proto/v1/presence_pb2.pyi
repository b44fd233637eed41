from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Presence(_message.Message):
    __slots__ = ("version", "vin", "boot_id", "boot_count", "session", "online", "uptime_ms", "backlog", "software", "unit_id", "last_seq", "earlier", "beat")
    class SoftwareEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    VERSION_FIELD_NUMBER: _ClassVar[int]
    VIN_FIELD_NUMBER: _ClassVar[int]
    BOOT_ID_FIELD_NUMBER: _ClassVar[int]
    BOOT_COUNT_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    ONLINE_FIELD_NUMBER: _ClassVar[int]
    UPTIME_MS_FIELD_NUMBER: _ClassVar[int]
    BACKLOG_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    UNIT_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQ_FIELD_NUMBER: _ClassVar[int]
    EARLIER_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    version: int
    vin: str
    boot_id: int
    boot_count: int
    session: int
    online: bool
    uptime_ms: int
    backlog: int
    software: _containers.ScalarMap[str, str]
    unit_id: int
    last_seq: int
    earlier: _containers.RepeatedCompositeFieldContainer[EarlierBoot]
    beat: int
    def __init__(self, version: _Optional[int] = ..., vin: _Optional[str] = ..., boot_id: _Optional[int] = ..., boot_count: _Optional[int] = ..., session: _Optional[int] = ..., online: _Optional[bool] = ..., uptime_ms: _Optional[int] = ..., backlog: _Optional[int] = ..., software: _Optional[_Mapping[str, str]] = ..., unit_id: _Optional[int] = ..., last_seq: _Optional[int] = ..., earlier: _Optional[_Iterable[_Union[EarlierBoot, _Mapping]]] = ..., beat: _Optional[int] = ...) -> None: ...

class EarlierBoot(_message.Message):
    __slots__ = ("boot_id", "last_seq", "boot_count")
    BOOT_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQ_FIELD_NUMBER: _ClassVar[int]
    BOOT_COUNT_FIELD_NUMBER: _ClassVar[int]
    boot_id: int
    last_seq: int
    boot_count: int
    def __init__(self, boot_id: _Optional[int] = ..., last_seq: _Optional[int] = ..., boot_count: _Optional[int] = ...) -> None: ...
