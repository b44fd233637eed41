"""What can go wrong between a unit and its broker."""


class MqttError(Exception):
    """The session with the broker cannot go on."""


class ConnectionLost(MqttError):
    """The connection to the broker is gone."""


class SessionStalled(MqttError):
    """The broker acknowledges, but nobody behind it answers."""

    def __init__(self, beats: int) -> None:
        super().__init__(f"{beats} beats without an answer of the gateway")


class ConnectRefused(MqttError):
    """The broker answered CONNECT with a return code other than 0."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the broker refused the connection with return code {code}")
        self.code = code


class IdentityRefused(MqttError):
    """TLS came to nothing: one side does not take the certificate of the other."""


class SubscriptionRefused(MqttError):
    """The broker answered SUBSCRIBE with 0x80."""

    def __init__(self, topic_filter: str) -> None:
        super().__init__(f"the broker refused the subscription to {topic_filter}")


class MalformedPacket(MqttError):
    """The broker sent bytes that are not MQTT 3.1.1."""
