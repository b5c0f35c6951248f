"""Sending requests: the only part that talks to the network. With client.py it is also the only one that names httpx.

`conversation` holds every decision, and knows no network; `failures` says what an exception of the HTTP library means;
`pools` opens connections; `sending` has the two transports, which differ in the `await` alone.
"""

from stability_client._transport.transports import AsyncTransport, Transport

__all__ = ["AsyncTransport", "Transport"]
