"""What kind of event an entry of the timeline is, in words."""

from gateway.web.words.term import term

KINDS = {
    "fault": "Fault",
    "verdict": "Verdict",
    "decision": "Decision",
    "operation": "Remote work",
    "proof": "Did it help?",
    "remedy": "Remedy",
    "booking": "Workshop",
    "case": "Case",
    "person": "Person",
}


def kind_word(kind: str) -> str:
    """A kind that nobody has worded yet is told as it is called."""
    return KINDS.get(kind, term(kind))


def sentence(clause: str) -> str:
    """With a capital and a full stop."""
    text = f"{clause[:1].upper()}{clause[1:]}"
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
