from proto.v1 import header_pb2 as _header_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FaultReport(_message.Message):
    __slots__ = ("header", "component", "operation_cycle", "faults", "status_availability_mask", "software")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    OPERATION_CYCLE_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    STATUS_AVAILABILITY_MASK_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    header: _header_pb2.Header
    component: str
    operation_cycle: int
    faults: _containers.RepeatedCompositeFieldContainer[Fault]
    status_availability_mask: int
    software: str
    def __init__(self, header: _Optional[_Union[_header_pb2.Header, _Mapping]] = ..., component: _Optional[str] = ..., operation_cycle: _Optional[int] = ..., faults: _Optional[_Iterable[_Union[Fault, _Mapping]]] = ..., status_availability_mask: _Optional[int] = ..., software: _Optional[str] = ...) -> None: ...

class Fault(_message.Message):
    __slots__ = ("dtc", "status", "occurrences", "aging", "snapshots")
    DTC_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OCCURRENCES_FIELD_NUMBER: _ClassVar[int]
    AGING_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOTS_FIELD_NUMBER: _ClassVar[int]
    dtc: int
    status: int
    occurrences: int
    aging: int
    snapshots: _containers.RepeatedCompositeFieldContainer[Snapshot]
    def __init__(self, dtc: _Optional[int] = ..., status: _Optional[int] = ..., occurrences: _Optional[int] = ..., aging: _Optional[int] = ..., snapshots: _Optional[_Iterable[_Union[Snapshot, _Mapping]]] = ...) -> None: ...

class Snapshot(_message.Message):
    __slots__ = ("record", "values")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    record: int
    values: _containers.RepeatedCompositeFieldContainer[SnapshotValue]
    def __init__(self, record: _Optional[int] = ..., values: _Optional[_Iterable[_Union[SnapshotValue, _Mapping]]] = ...) -> None: ...

class SnapshotValue(_message.Message):
    __slots__ = ("did", "data")
    DID_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    did: int
    data: bytes
    def __init__(self, did: _Optional[int] = ..., data: _Optional[bytes] = ...) -> None: ...
