"""Clients of a tripqa that runs elsewhere: the calls of the library, over HTTP. Neither index nor models are loaded."""

from tripqa.client.asynchronous import AsyncClient
from tripqa.client.failures import KeyRefused
from tripqa.client.synchronous import Client

__all__ = ["AsyncClient", "Client", "KeyRefused"]
