"""Connections that are lost while a call is open."""
from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import videoseg
import videoseg.aio
from conftest import CutProxy


@pytest.fixture
def proxy(server: str) -> Iterator[CutProxy]:
    made = CutProxy(server)
    yield made
    made.close()


def spread(pictures: list[bytes], proxy: CutProxy, lose: str) -> Iterator[bytes]:
    """Loses the connection before the fifth picture."""
    for number, picture in enumerate(pictures[:8]):
        if number == 4:
            getattr(proxy, lose)()
        yield picture


@pytest.mark.parametrize("lose", ["cut", "go_silent"])
def test_a_stream_is_resumed_with_one_result_a_frame_and_the_same_tracks(proxy: CutProxy, pictures: list[bytes], lose: str) -> None:
    with videoseg.Client(proxy.address, keepalive=1) as client:
        results = list(client.stream(spread(pictures, proxy, lose), stream_id=f"resumed-{lose}"))
    assert [r.frame_number for r in results] == list(range(8))
    assert not any(r.restarted or r.error for r in results)
    assert {s.track_id for s in results[0].things} & {s.track_id for s in results[-1].things}
    assert proxy.connections == 2


@pytest.mark.parametrize("lose", ["cut", "go_silent"])
def test_an_asyncio_stream_is_resumed(proxy: CutProxy, pictures: list[bytes], lose: str) -> None:
    async def run() -> list[int]:
        async with videoseg.aio.Client(proxy.address, keepalive=1) as client:
            return [r.frame_number async for r in client.stream(spread(pictures, proxy, lose))]

    assert asyncio.run(asyncio.wait_for(run(), 60)) == list(range(8))


@pytest.mark.parametrize("lose", ["cut", "go_silent"])
def test_a_subscription_continues_behind_its_last_result(server: str, proxy: CutProxy, pictures: list[bytes], lose: str) -> None:
    name = f"followed-{lose}"
    with videoseg.Client(proxy.address, keepalive=1) as watcher, videoseg.Client(server) as camera:
        results = watcher.subscribe(name)
        first = [r.sequence for r in camera.stream(pictures[:2], stream_id=name)]
        assert [next(results).sequence for _ in first] == first
        getattr(proxy, lose)()
        second = [r.sequence for r in camera.stream(pictures[:2], stream_id=name)]
        after = [next(results) for _ in second]
    assert [r.sequence for r in after] == second
    assert not any(r.log_reset for r in after) and after[0].missed == 0


def test_without_reconnecting_a_lost_connection_is_an_error(proxy: CutProxy, pictures: list[bytes]) -> None:
    with videoseg.Client(proxy.address, reconnect=0) as client, pytest.raises(videoseg.VideoSegError) as lost:
        list(client.stream(spread(pictures, proxy, "cut")))
    assert lost.value.code == "UNAVAILABLE"


def test_leaving_a_stream_early_ends_it(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client:
        results = client.stream(iter(pictures), stream_id="left-early")
        assert next(results).frame_number == 0
        results.close()  # type: ignore[attr-defined]
        again = client.stream(pictures[:1], stream_id="left-early")
        assert [r.frame_number for r in again] == [0]


def test_an_error_has_the_servers_reason_and_fields(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client, pytest.raises(videoseg.VideoSegError) as wrong:
        list(client.stream(pictures[:1], max_mask_side=5))
    assert (wrong.value.code, wrong.value.reason) == ("INVALID_ARGUMENT", "OPTION_INVALID")
    assert [v.field for v in wrong.value.field_violations] == ["config.max_mask_side"]


def test_an_error_has_the_time_to_retry(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client:
        held = client.stream(iter(pictures), stream_id="held")
        next(held)
        with pytest.raises(videoseg.VideoSegError) as taken:
            list(client.stream(pictures[:1], stream_id="held"))
        held.close()  # type: ignore[attr-defined]
    assert (taken.value.reason, taken.value.retry_after) == ("STREAM_ID_IN_USE", 1.0)


def test_a_restarted_server_starts_the_stream_again_and_tells_subscribers(pictures: list[bytes]) -> None:
    from conftest import running
    first, second = running(), running()
    proxy = CutProxy(next(first))

    def frames() -> Iterator[bytes]:
        for number, picture in enumerate(pictures[:4]):
            if number == 2:
                proxy.retarget(next(second))
            yield picture

    with videoseg.Client(proxy.address) as client:
        watched = client.subscribe("moved")
        results = list(client.stream(frames(), stream_id="moved"))
        seen = [next(watched) for _ in range(2)]
        while not any(r.log_reset for r in seen):
            seen.append(next(watched))
    assert [r.frame_number for r in results] == [0, 1, 2, 3]
    assert [r.restarted for r in results].count(True) == 1
    proxy.close()
    for server in (first, second):
        next(server, None)
