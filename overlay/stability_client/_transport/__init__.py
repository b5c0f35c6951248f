"""Sending requests: the only part that uses the network, and the only one that names httpx.

`exchange` holds every decision and knows no network; `failures` translates exceptions of the HTTP library; `gates` lets
attempts wait their turn; `pools` opens connections and `connections` reuses them; `http_request` builds requests;
`transports` has the two transports, which differ in the `await` alone.
"""

from stability_client._transport.transports import AsyncTransport, Transport

__all__ = ["AsyncTransport", "Transport"]
