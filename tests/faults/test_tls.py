"""The same over TLS, with a certificate for loopback that was made for these tests and is trusted nowhere else."""

import asyncio
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stability_client import (
    AsyncStability,
    ConnectionFailedError,
    RetryPolicy,
    Stability,
    TimeoutError,  # noqa: A004 - this package's own
)
from tests.support.faults.handlers import drip_the_body, drip_the_head
from tests.support.faults.keys import KEY
from tests.support.faults.leaks import assert_keeps_no_secret
from tests.support.faults.responses import respond_well
from tests.support.faults.server import FaultServer

CERTIFICATE = Path(__file__).with_name("loopback.pem")


@pytest.fixture(scope="module")
def encrypted() -> Iterator[FaultServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    handlers = {"sound": respond_well, "dripping-head": drip_the_head, "dripping-body": drip_the_body}
    with FaultServer(handlers, tls=context) as server:
        yield server


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def test_certificates_of_the_environment_are_trusted(encrypted: FaultServer, trusting: None) -> None:
    base_url = encrypted.url("sound", "https")

    async def calling() -> int | None:
        async with AsyncStability(KEY, base_url=base_url) as client:
            await client.balance()
            return (await client.text_to_image("a lighthouse", engine="e")).image.seed

    with Stability(KEY, base_url=base_url) as client:
        assert client.balance().credits == 12.5
        assert client.text_to_image("a lighthouse", engine="e").image.seed == 7
    assert asyncio.run(calling()) == 7


@pytest.mark.parametrize("fault", ["dripping-head", "dripping-body"])
def test_the_total_ends_a_slow_response_through_tls(fault: str, encrypted: FaultServer, trusting: None) -> None:
    started = time.monotonic()
    with (
        Stability(KEY, base_url=encrypted.url(fault, "https"), timeout=0.4) as client,
        pytest.raises(TimeoutError, match="total"),
    ):
        client.text_to_image("a lighthouse", engine="e")
    assert time.monotonic() - started < 2


def test_a_server_that_is_not_trusted_gets_nothing(encrypted: FaultServer) -> None:
    base_url = encrypted.url("sound", "https")
    with (
        Stability(KEY, base_url=base_url, retry=RetryPolicy(attempts=1)) as client,
        pytest.raises(ConnectionFailedError, match="CERTIFICATE_VERIFY_FAILED") as caught,
    ):
        client.text_to_image("a lighthouse", engine="e")
    assert not caught.value.sent
    assert not caught.value.maybe_billed
    assert_keeps_no_secret(caught.value)
    assert encrypted.requests(base_url) == []
