"""The fingerprint of knowledge: the same in every process that holds the same values."""

from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256


def digest(value: object) -> str:
    """Eight hexadecimal digits over the whole content of a tree of frozen values."""
    return sha256(_canonical(value).encode()).hexdigest()[:8]


def _canonical(value: object) -> str:
    kind = type(value).__name__
    if isinstance(value, Enum):
        return f"{kind}.{value.value!r}"
    if is_dataclass(value):
        given = [field.name for field in fields(value) if field.init]  # the rest follows
        parts = (f"{name}={_canonical(getattr(value, name))}" for name in given)
        return f"{kind}({','.join(parts)})"
    if isinstance(value, tuple):
        return f"({','.join(map(_canonical, value))})"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_canonical, value)))}}}"
    return repr(value)
