"""Everything that can go wrong, as one tree; the docstring is the message."""


class GatewayError(Exception):
    """Something went wrong in the gateway."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        message = (type(self).__doc__ or "").strip()
        super().__init__(f"{message} {detail}" if detail else message)


class InvalidValue(GatewayError, ValueError):
    """A value breaks its own rules:"""


class InvalidVin(InvalidValue):
    """This is not a vehicle identification number (ISO 3779):"""


class InvalidTroubleCode(InvalidValue):
    """This is not a trouble code (SAE J2012):"""


class InvalidPhoneNumber(InvalidValue):
    """This is not a phone number (E.164, as +493055501):"""


class IllegalTransition(GatewayError):
    """This state cannot follow that one:"""


class NeverFromAfar(GatewayError):
    """This is never done from afar, whoever asks:"""


class StaleKnowledge(GatewayError):
    """The rulebook names something that it does not define:"""


class BrokerUnfit(GatewayError):
    """The broker does not give what the intake relies on:"""


class BrokerBusy(GatewayError):
    """The broker cannot be examined, the gateway's own reports wait in the same session."""


class StoreUnavailable(GatewayError):
    """The database does not answer just now."""


class SchemaTooNew(GatewayError):
    """A newer gateway has changed this database in ways that this one does not know:"""


class Overtaken(GatewayError):
    """Somebody else has stored reports of the same boots meanwhile; to be done once more."""


class LinkDown(GatewayError):
    """There is no connection to the broker just now."""


class BrokerRefused(LinkDown):
    """The broker refuses:"""


class SessionTaken(LinkDown):
    """Another client has taken our session over:"""


class PartMissing(GatewayError):
    """A part of the installation is missing:"""


class PartFailed(GatewayError):
    """A supervised part did not start:"""


class DataFolderInUse(GatewayError):
    """Another process owns this data folder:"""


class CannotErase(GatewayError):
    """This cannot be erased:"""


class CannotRestore(GatewayError):
    """This backup cannot be restored:"""


class KeyRefused(GatewayError):
    """This key cannot be made:"""


class SettingsInvalid(GatewayError):
    """A setting cannot be used:"""


class NothingToSee(GatewayError):
    """There is nothing to look at:"""


class RulesUnreadable(SettingsInvalid):
    """These rules cannot be read by this version:"""


class RulebookRefused(GatewayError):
    """This rulebook cannot be put in force:"""


class StoriesUnreadable(SettingsInvalid):
    """The stories beside the rules cannot be read here:"""
