"""The NATS client protocol, as far as a connection needs it that pulls from a stream."""

import json
from typing import NamedTuple

from gateway.domain.errors import LinkDown

END = b"\r\n"
PING, PONG = b"PING\r\n", b"PONG\r\n"
LARGEST_BYTES = 4 << 20
"""Of what we read as a whole: reports stay below 80 KB, a page of 256 consumers below 1 MB."""


class Message(NamedTuple):
    """What came on a subscription of ours; `reply`: where an answer goes, if one is wanted."""

    subject: str
    reply: str
    headers: bytes
    payload: bytes


class Status(NamedTuple):
    """What the server itself says in place of a message."""

    code: int
    why: str
    headers: dict[str, str]


def connect(username: str, password: str, name: str) -> bytes:
    """With headers, in which the server's own words are."""
    said = {
        "user": username,
        "pass": password,
        "name": name,
        "lang": "python",
        "version": "1",
        "protocol": 1,
        "verbose": False,
        "pedantic": False,
        "headers": True,
        "no_responders": True,
    }
    return b"CONNECT " + json.dumps(said).encode() + END


def version_in(info: str) -> str:
    """What the server says that it is, in the JSON of its greeting; raises `LinkDown`."""
    try:
        said = json.loads(info)
    except ValueError as error:
        raise LinkDown("its greeting cannot be read") from error
    return str(said.get("version", "")) if isinstance(said, dict) else ""


def subscribe(subject: str, number: int) -> bytes:
    return f"SUB {subject} {number}\r\n".encode()


def publish(subject: str, payload: bytes, reply: str = "") -> bytes:
    where = f"{subject} {reply}" if reply else subject
    return f"PUB {where} {len(payload)}\r\n".encode() + payload + END


def take_messages(data: bytes) -> tuple[list[Message], list[str], int]:
    """The whole messages at the start of it, the other lines, and how long both were.

    Raises `LinkDown` on what can never become a message.
    """
    messages: list[Message] = []
    lines: list[str] = []
    at, there = 0, len(data) - len(END)
    while (stop := data.find(END, at)) >= 0:
        line, begin = data[at:stop].decode(errors="replace"), stop + len(END)
        match line.split(" "):
            case ["MSG", subject, _, reply, whole]:  # by far the most
                head = "0"
            case ["HMSG", subject, _, reply, head, whole]:
                pass
            case ["HMSG", subject, _, head, whole]:
                reply = ""
            case ["MSG", subject, _, whole]:
                reply, head = "", "0"
            case _:
                lines.append(line)
                at = begin
                continue
        body, end = begin + int(head), begin + int(whole)
        if not begin <= body <= end:
            raise LinkDown("what it says is not NATS")
        if end > there:
            break
        said = subject, reply, data[begin:body], data[body:end]
        messages.append(tuple.__new__(Message, said))
        at = end + len(END)
    if len(data) - at > LARGEST_BYTES:
        raise LinkDown("what it says has no end")
    return messages, lines, at


def read_status(headers: bytes) -> Status:
    """Of a first line as `NATS/1.0 409 Consumer Deleted`, and others as `Name: value`."""
    first, *others = headers.decode(errors="replace").split("\r\n")
    _, code, why = (*first.split(" ", 2), "", "")[:3]
    pairs = (line.partition(":") for line in others if line)
    return Status(int(code or 0), why, {name: value.strip() for name, _, value in pairs})
