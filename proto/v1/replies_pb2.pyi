from proto.v1 import header_pb2 as _header_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CommandState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMAND_STATE_UNSPECIFIED: _ClassVar[CommandState]
    ACCEPTED: _ClassVar[CommandState]
    WAITING: _ClassVar[CommandState]
    RUNNING: _ClassVar[CommandState]
    SUCCEEDED: _ClassVar[CommandState]
    FAILED: _ClassVar[CommandState]
    REFUSED: _ClassVar[CommandState]
    EXPIRED: _ClassVar[CommandState]
    UNKNOWN: _ClassVar[CommandState]
COMMAND_STATE_UNSPECIFIED: CommandState
ACCEPTED: CommandState
WAITING: CommandState
RUNNING: CommandState
SUCCEEDED: CommandState
FAILED: CommandState
REFUSED: CommandState
EXPIRED: CommandState
UNKNOWN: CommandState

class Reply(_message.Message):
    __slots__ = ("header", "command_id", "state", "reason", "step", "steps", "doing", "exchanges")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    DOING_FIELD_NUMBER: _ClassVar[int]
    EXCHANGES_FIELD_NUMBER: _ClassVar[int]
    header: _header_pb2.Header
    command_id: bytes
    state: CommandState
    reason: str
    step: int
    steps: int
    doing: str
    exchanges: _containers.RepeatedCompositeFieldContainer[Exchange]
    def __init__(self, header: _Optional[_Union[_header_pb2.Header, _Mapping]] = ..., command_id: _Optional[bytes] = ..., state: _Optional[_Union[CommandState, str]] = ..., reason: _Optional[str] = ..., step: _Optional[int] = ..., steps: _Optional[int] = ..., doing: _Optional[str] = ..., exchanges: _Optional[_Iterable[_Union[Exchange, _Mapping]]] = ...) -> None: ...

class Exchange(_message.Message):
    __slots__ = ("request", "response", "uptime_ms")
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    UPTIME_MS_FIELD_NUMBER: _ClassVar[int]
    request: bytes
    response: bytes
    uptime_ms: int
    def __init__(self, request: _Optional[bytes] = ..., response: _Optional[bytes] = ..., uptime_ms: _Optional[int] = ...) -> None: ...
