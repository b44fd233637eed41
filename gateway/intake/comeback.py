"""When to try again after a connection has ended, and what the endings suggest."""

from dataclasses import dataclass

from gateway.domain.errors import BrokerRefused, BrokerUnfit, GatewayError, SessionTaken

PAUSE_S = (0.2, 5.0)
STEADY_S = 10.0
LONG_PAUSE_S = 30.0
TAKEN_AT_MOST, SHORT_AT_MOST = 2, 4
THEFT = (
    "another client uses our client id, and each throws the other out: stop the other gateway, "
    "or give it an account and a broker of its own"
)
DENIED = "the broker denies us: renew the account, its rights or the certificate"


@dataclass(frozen=True, slots=True)
class Setback:
    """`advice`: what somebody has to mend; empty when it may pass by itself."""

    pause_s: float
    advice: str = ""


@dataclass(slots=True)
class Comeback:
    """What the endings in a row add up to; one connection that lasts makes them forgotten.

    MQTT 5 tells us that another client took the session. In 3.1.1 all that is seen is that one
    session after the other is closed soon, although none was refused.
    """

    _pause_s: float = PAUSE_S[0]
    _taken: int = 0
    _short: int = 0

    def after(self, error: GatewayError, lived_s: float | None) -> Setback:
        """`lived_s`: since the broker had granted everything; None when it never did."""
        soon = lived_s is not None and lived_s < STEADY_S
        self._short = self._short + 1 if soon else 0
        self._taken = self._taken + 1 if isinstance(error, SessionTaken) else 0
        if self._taken > TAKEN_AT_MOST or self._short > SHORT_AT_MOST:
            return Setback(LONG_PAUSE_S, THEFT)
        if lived_s is not None and not soon:
            self._pause_s = PAUSE_S[0]
        pause_s, self._pause_s = self._pause_s, min(self._pause_s * 2, PAUSE_S[1])
        denied = isinstance(error, BrokerRefused | BrokerUnfit)
        return Setback(pause_s, DENIED if denied else "")
