from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SafetyClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SAFETY_CLASS_UNSPECIFIED: _ClassVar[SafetyClass]
    INERT: _ClassVar[SafetyClass]
    STATIONARY: _ClassVar[SafetyClass]
    SERVICE_ONLY: _ClassVar[SafetyClass]
SAFETY_CLASS_UNSPECIFIED: SafetyClass
INERT: SafetyClass
STATIONARY: SafetyClass
SERVICE_ONLY: SafetyClass

class Downlink(_message.Message):
    __slots__ = ("command", "clock", "resend")
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    RESEND_FIELD_NUMBER: _ClassVar[int]
    command: SignedCommand
    clock: SignedClock
    resend: SignedResend
    def __init__(self, command: _Optional[_Union[SignedCommand, _Mapping]] = ..., clock: _Optional[_Union[SignedClock, _Mapping]] = ..., resend: _Optional[_Union[SignedResend, _Mapping]] = ...) -> None: ...

class SignedClock(_message.Message):
    __slots__ = ("clock", "signature", "key_id")
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    clock: bytes
    signature: bytes
    key_id: bytes
    def __init__(self, clock: _Optional[bytes] = ..., signature: _Optional[bytes] = ..., key_id: _Optional[bytes] = ...) -> None: ...

class ClockAnswer(_message.Message):
    __slots__ = ("boot_id", "session", "server_ms", "vin", "beat")
    BOOT_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SERVER_MS_FIELD_NUMBER: _ClassVar[int]
    VIN_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    boot_id: int
    session: int
    server_ms: int
    vin: str
    beat: int
    def __init__(self, boot_id: _Optional[int] = ..., session: _Optional[int] = ..., server_ms: _Optional[int] = ..., vin: _Optional[str] = ..., beat: _Optional[int] = ...) -> None: ...

class SignedResend(_message.Message):
    __slots__ = ("resend", "signature", "key_id")
    RESEND_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    resend: bytes
    signature: bytes
    key_id: bytes
    def __init__(self, resend: _Optional[bytes] = ..., signature: _Optional[bytes] = ..., key_id: _Optional[bytes] = ...) -> None: ...

class ResendRequest(_message.Message):
    __slots__ = ("vin", "issued_at_ms", "ranges")
    VIN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_MS_FIELD_NUMBER: _ClassVar[int]
    RANGES_FIELD_NUMBER: _ClassVar[int]
    vin: str
    issued_at_ms: int
    ranges: _containers.RepeatedCompositeFieldContainer[Range]
    def __init__(self, vin: _Optional[str] = ..., issued_at_ms: _Optional[int] = ..., ranges: _Optional[_Iterable[_Union[Range, _Mapping]]] = ...) -> None: ...

class Range(_message.Message):
    __slots__ = ("boot_id", "first_seq", "last_seq")
    BOOT_ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_SEQ_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQ_FIELD_NUMBER: _ClassVar[int]
    boot_id: int
    first_seq: int
    last_seq: int
    def __init__(self, boot_id: _Optional[int] = ..., first_seq: _Optional[int] = ..., last_seq: _Optional[int] = ...) -> None: ...

class SignedCommand(_message.Message):
    __slots__ = ("command", "signature", "key_id")
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    command: bytes
    signature: bytes
    key_id: bytes
    def __init__(self, command: _Optional[bytes] = ..., signature: _Optional[bytes] = ..., key_id: _Optional[bytes] = ...) -> None: ...

class Command(_message.Message):
    __slots__ = ("version", "command_id", "vin", "issued_at_ms", "expires_at_ms", "budget_ms", "safety_class", "component", "read_evidence", "ecu_reset", "clear_fault", "read_faults")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    VIN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_MS_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_MS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_MS_FIELD_NUMBER: _ClassVar[int]
    SAFETY_CLASS_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    READ_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ECU_RESET_FIELD_NUMBER: _ClassVar[int]
    CLEAR_FAULT_FIELD_NUMBER: _ClassVar[int]
    READ_FAULTS_FIELD_NUMBER: _ClassVar[int]
    version: int
    command_id: bytes
    vin: str
    issued_at_ms: int
    expires_at_ms: int
    budget_ms: int
    safety_class: SafetyClass
    component: str
    read_evidence: ReadEvidence
    ecu_reset: EcuReset
    clear_fault: ClearFault
    read_faults: ReadFaults
    def __init__(self, version: _Optional[int] = ..., command_id: _Optional[bytes] = ..., vin: _Optional[str] = ..., issued_at_ms: _Optional[int] = ..., expires_at_ms: _Optional[int] = ..., budget_ms: _Optional[int] = ..., safety_class: _Optional[_Union[SafetyClass, str]] = ..., component: _Optional[str] = ..., read_evidence: _Optional[_Union[ReadEvidence, _Mapping]] = ..., ecu_reset: _Optional[_Union[EcuReset, _Mapping]] = ..., clear_fault: _Optional[_Union[ClearFault, _Mapping]] = ..., read_faults: _Optional[_Union[ReadFaults, _Mapping]] = ...) -> None: ...

class ReadEvidence(_message.Message):
    __slots__ = ("dtc",)
    DTC_FIELD_NUMBER: _ClassVar[int]
    dtc: int
    def __init__(self, dtc: _Optional[int] = ...) -> None: ...

class EcuReset(_message.Message):
    __slots__ = ("reset_type",)
    RESET_TYPE_FIELD_NUMBER: _ClassVar[int]
    reset_type: int
    def __init__(self, reset_type: _Optional[int] = ...) -> None: ...

class ClearFault(_message.Message):
    __slots__ = ("dtc",)
    DTC_FIELD_NUMBER: _ClassVar[int]
    dtc: int
    def __init__(self, dtc: _Optional[int] = ...) -> None: ...

class ReadFaults(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
