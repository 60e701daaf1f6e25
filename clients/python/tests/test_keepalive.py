from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import videoseg
import videoseg.aio
from conftest import CutProxy
from videoseg.channel import options_of


@pytest.fixture
def proxy(server: str) -> Iterator[CutProxy]:
    made = CutProxy(server)
    yield made
    made.close()


def test_keepalive_is_on_by_default_and_does_not_stop_without_data() -> None:
    options = dict(options_of(videoseg.client.DEFAULT_KEEPALIVE))
    assert (options["grpc.keepalive_time_ms"], options["grpc.keepalive_timeout_ms"]) == (30_000, 20_000)
    assert options["grpc.http2.max_pings_without_data"] == 0
    assert not any("ping" in name or "keepalive" in name for name in dict(options_of(0)))


def test_a_subscription_fails_when_the_network_is_silently_lost(proxy: CutProxy) -> None:
    with videoseg.Client(proxy.address, keepalive=1, reconnect=0) as client:
        results = client.subscribe("silent")
        proxy.go_silent()
        with pytest.raises(videoseg.VideoSegError) as lost:
            next(results)
    assert lost.value.code == "UNAVAILABLE"


def test_an_asyncio_subscription_fails_when_the_network_is_silently_lost(proxy: CutProxy) -> None:
    async def run() -> str:
        async with videoseg.aio.Client(proxy.address, keepalive=1, reconnect=0) as client:
            results = await client.subscribe("silent")
            proxy.go_silent()
            with pytest.raises(videoseg.VideoSegError) as lost:
                await asyncio.wait_for(results.__anext__(), 60)
            return lost.value.code

    assert asyncio.run(run()) == "UNAVAILABLE"
