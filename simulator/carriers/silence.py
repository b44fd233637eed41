"""What a connection raises when a component does not answer."""

from udsoncan.exceptions import TimeoutException


class Silence(TimeoutException):
    """The component did not answer in time: it boots, sleeps, or has nothing to say."""

    def __init__(self, component: str) -> None:
        super().__init__(f"{component} is silent")  # type: ignore[no-untyped-call] # udsoncan
