"""Who asks. Clients are told apart by user, key or address, so that none of them is served at the cost of another."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

from tripqa.api.entry import entered_by

_HOST_BITS = 64  # of an IPv6 address: one household or one machine has all of them to choose from


@dataclass(frozen=True, slots=True)
class Client:
    """One who asks, over any number of connections."""

    name: str

    @classmethod
    def of(cls, request: HTTPConnection) -> Client:
        """Return who sent a request: a user, who holds its key, an address that a trusted proxy names, or ours."""
        entrance = entered_by(request)
        if entrance and entrance.user is not None:
            return cls(f"user {entrance.user}")
        if entrance and not entrance.of_origin:
            return cls(f"key {entrance.key.id}")
        return cls.at(request.client.host if request.client else "")

    @classmethod
    def at(cls, host: str) -> Client:
        """Return the client at an address; those at IPv6 addresses of one /64 are one."""
        try:
            address = ip_address(host)
        except ValueError:  # a proxy's word for one whom it does not name
            return cls(host)
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or IPv6Address(int(address) >> _HOST_BITS << _HOST_BITS)
        return cls(str(address))
