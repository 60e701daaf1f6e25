from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
import videoseg
import videoseg.aio
from videoseg.channel import options_of


class SilentProxy:
    """Forwards TCP connections to a server. After go_silent it drops all data without closing them, as a lost network does."""

    def __init__(self, server: str):
        host, _, port = server.removeprefix("http://").partition(":")
        self._target = (host, int(port))
        self._silent = threading.Event()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def go_silent(self) -> None:
        self._silent.set()

    def close(self) -> None:
        for one in (self._listener, *self._sockets):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._sockets += (client, server)
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if not self._silent.is_set():
                    target.sendall(data)
        except OSError:
            pass


@pytest.fixture
def proxy(server: str) -> Iterator[SilentProxy]:
    made = SilentProxy(server)
    yield made
    made.close()


def test_keepalive_is_on_by_default_and_does_not_stop_without_data() -> None:
    options = dict(options_of(videoseg.client.DEFAULT_KEEPALIVE))
    assert (options["grpc.keepalive_time_ms"], options["grpc.keepalive_timeout_ms"]) == (30_000, 20_000)
    assert options["grpc.http2.max_pings_without_data"] == 0
    assert not any("ping" in name or "keepalive" in name for name in dict(options_of(0)))


def test_a_subscription_fails_when_the_network_is_silently_lost(proxy: SilentProxy) -> None:
    with videoseg.Client(proxy.address, keepalive=1) as client:
        results = client.subscribe("silent")
        proxy.go_silent()
        with pytest.raises(videoseg.VideoSegError) as lost:
            next(results)
    assert lost.value.code == "UNAVAILABLE"


def test_an_asyncio_subscription_fails_when_the_network_is_silently_lost(proxy: SilentProxy) -> None:
    async def run() -> str:
        async with videoseg.aio.Client(proxy.address, keepalive=1) as client:
            results = await client.subscribe("silent")
            proxy.go_silent()
            with pytest.raises(videoseg.VideoSegError) as lost:
                await asyncio.wait_for(results.__anext__(), 60)
            return lost.value.code

    assert asyncio.run(run()) == "UNAVAILABLE"
