from proto.v1 import header_pb2 as _header_pb2
from proto.v1 import signals_pb2 as _signals_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OmissionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OMISSION_REASON_UNSPECIFIED: _ClassVar[OmissionReason]
    OUT_OF_MEMORY: _ClassVar[OmissionReason]
    NO_LONGER_KEPT: _ClassVar[OmissionReason]
OMISSION_REASON_UNSPECIFIED: OmissionReason
OUT_OF_MEMORY: OmissionReason
NO_LONGER_KEPT: OmissionReason

class Telemetry(_message.Message):
    __slots__ = ("header", "matrices", "thinned_samples", "omissions")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    MATRICES_FIELD_NUMBER: _ClassVar[int]
    THINNED_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    OMISSIONS_FIELD_NUMBER: _ClassVar[int]
    header: _header_pb2.Header
    matrices: _containers.RepeatedCompositeFieldContainer[Matrix]
    thinned_samples: int
    omissions: _containers.RepeatedCompositeFieldContainer[Omission]
    def __init__(self, header: _Optional[_Union[_header_pb2.Header, _Mapping]] = ..., matrices: _Optional[_Iterable[_Union[Matrix, _Mapping]]] = ..., thinned_samples: _Optional[int] = ..., omissions: _Optional[_Iterable[_Union[Omission, _Mapping]]] = ...) -> None: ...

class Omission(_message.Message):
    __slots__ = ("boot_id", "first_seq", "last_seq", "samples", "reason")
    BOOT_ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_SEQ_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQ_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    boot_id: int
    first_seq: int
    last_seq: int
    samples: int
    reason: OmissionReason
    def __init__(self, boot_id: _Optional[int] = ..., first_seq: _Optional[int] = ..., last_seq: _Optional[int] = ..., samples: _Optional[int] = ..., reason: _Optional[_Union[OmissionReason, str]] = ...) -> None: ...

class Matrix(_message.Message):
    __slots__ = ("signals", "offsets_ms", "values")
    SIGNALS_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_MS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    signals: _containers.RepeatedScalarFieldContainer[_signals_pb2.SignalNumber]
    offsets_ms: bytes
    values: bytes
    def __init__(self, signals: _Optional[_Iterable[_Union[_signals_pb2.SignalNumber, str]]] = ..., offsets_ms: _Optional[bytes] = ..., values: _Optional[bytes] = ...) -> None: ...
