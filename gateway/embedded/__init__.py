"""Broker and database as supervised child processes, from wheels, without root or network."""

from gateway.embedded.account import BrokerAccount, gateway_account, vehicle_account
from gateway.embedded.broker import EmbeddedBroker
from gateway.embedded.database import EmbeddedDatabase

__all__ = [
    "BrokerAccount",
    "EmbeddedBroker",
    "EmbeddedDatabase",
    "gateway_account",
    "vehicle_account",
]
