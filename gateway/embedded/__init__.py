"""Broker and database as supervised child processes, from wheels, without root or network."""

from gateway.embedded.account import BrokerAccount, gateway_account, vehicle_account
from gateway.embedded.broker import EmbeddedBroker, Guard
from gateway.embedded.database import EmbeddedDatabase
from gateway.embedded.forgetting import forget_vehicles
from gateway.embedded.nats_configuration import Tls

__all__ = [
    "BrokerAccount",
    "EmbeddedBroker",
    "EmbeddedDatabase",
    "Guard",
    "Tls",
    "forget_vehicles",
    "gateway_account",
    "vehicle_account",
]
