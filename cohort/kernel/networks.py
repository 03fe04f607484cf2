"""The network that a visitor comes from, as it is counted, stored and logged."""

from __future__ import annotations

import ipaddress


def network_of(address: str | None) -> str:
    """The network that an IP address counts for: the address itself, or the /64 of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
