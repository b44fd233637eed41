from proto.v1 import header_pb2 as _header_pb2
from proto.v1 import signals_pb2 as _signals_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Telemetry(_message.Message):
    __slots__ = ("header", "matrices")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    MATRICES_FIELD_NUMBER: _ClassVar[int]
    header: _header_pb2.Header
    matrices: _containers.RepeatedCompositeFieldContainer[Matrix]
    def __init__(self, header: _Optional[_Union[_header_pb2.Header, _Mapping]] = ..., matrices: _Optional[_Iterable[_Union[Matrix, _Mapping]]] = ...) -> None: ...

class Matrix(_message.Message):
    __slots__ = ("signals", "offsets_ms", "values")
    SIGNALS_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_MS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    signals: _containers.RepeatedScalarFieldContainer[_signals_pb2.SignalNumber]
    offsets_ms: bytes
    values: bytes
    def __init__(self, signals: _Optional[_Iterable[_Union[_signals_pb2.SignalNumber, str]]] = ..., offsets_ms: _Optional[bytes] = ..., values: _Optional[bytes] = ...) -> None: ...
