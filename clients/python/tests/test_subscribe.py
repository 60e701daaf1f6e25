from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
import videoseg
import videoseg.aio
from conftest import running


@pytest.fixture(scope="module")
def events_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with an events file whose one zone is the whole frame."""
    whole = {"name": "all", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]], "count_over": 2}
    file = tmp_path_factory.mktemp("events") / "events.json"
    file.write_text(json.dumps({"rules": [{"streams": "watched.*", "certain_after": 1, "zones": [whole]}]}))
    yield from running(Events__File=str(file))


def test_a_subscriber_gets_the_same_results_as_the_client_of_the_stream(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client:
        subscription = client.subscribe("others.*", preview_side=96)
        own = list(client.stream(pictures[:3], stream_id="others.one"))
        received = list(itertools.islice(subscription, 3))
        subscription.close()
    assert [(r.stream_id, r.sequence, r.frame_number, r.keyframe_reason) for r in received] == [
        ("others.one", r.sequence, r.frame_number, r.keyframe_reason) for r in own]
    assert [[(s.id, s.category, s.rle) for s in r.segments] for r in received] == [[(s.id, s.category, s.rle) for s in r.segments] for r in own]
    previews = [r.preview for r in received if r.preview]
    assert previews and max(cv2.imdecode(np.frombuffer(previews[0], np.uint8), cv2.IMREAD_COLOR).shape) == 96
    assert sum(r.missed for r in received) == 0


def test_filters_omit_what_was_not_requested(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client:
        own = list(client.stream(pictures[:1], stream_id="filtered"))[0]

        def filtered(**options: object) -> videoseg.Result:
            return next(iter(client.subscribe("filtered", from_sequence=own.sequence, **options)))

        assert [s.id for s in filtered(things_only=True).segments] == [s.id for s in own.things]
        roads = filtered(categories=("road",)).segments
        assert {s.category.name for s in roads} == {"road"}
        confident = filtered(minimum_score=0.9, without_masks=True).segments
        assert [s.id for s in confident] == [s.id for s in own.segments if s.score >= 0.9] and all(s.rle is None for s in confident)


def test_a_named_subscription_resumes_after_the_acknowledged_sequence(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client:
        first = client.subscribe("named", name="python")
        own = list(client.stream(pictures[:4], stream_id="named"))
        assert [r.sequence for r in itertools.islice(first, 2)] == [r.sequence for r in own[:2]]
        client.acknowledge("python", own[1].sequence)
        again = client.subscribe("named", name="python")
        assert next(again).sequence == own[2].sequence
        with pytest.raises(videoseg.VideoSegError) as taken:  # a second call with the same name takes the subscription over
            list(first)
        assert taken.value.code == "ABORTED"
        again.close()
        client.delete_subscription("python")
        with pytest.raises(videoseg.VideoSegError, match="python") as unknown:
            client.acknowledge("python", own[2].sequence)
        assert unknown.value.code == "NOT_FOUND"


def test_events_in_a_zone_reach_the_client_and_subscribers(events_server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(events_server) as client:
        subscription = client.subscribe("watched.*", events_only=True)
        own = list(client.stream(pictures[:3], stream_id="watched.gate"))
        with_events = [r for r in own if r.events]
        received = list(itertools.islice(subscription, len(with_events)))
        subscription.close()
    entered = [e for e in own[0].events if e.kind == "entered"]
    assert [(e.place, e.track_id, e.category) for e in entered] == [("all", s.track_id, s.category) for s in own[0].things]
    assert [(e.kind, e.track_id, e.category, e.count) for e in own[0].events if e.kind == "count_over"] == [("count_over", None, None, 3)]
    assert [(r.sequence, r.events) for r in received] == [(r.sequence, r.events) for r in with_events]
    assert not any(r.segments for r in received)


def test_an_invalid_subscription_raises_at_once(server: str) -> None:
    with videoseg.Client(server) as client:
        with pytest.raises(videoseg.VideoSegError, match=r"a\.\.b") as refused:
            client.subscribe("a..b")
        assert refused.value.code == "INVALID_ARGUMENT"
        with pytest.raises(ValueError, match="disconnect"):
            client.subscribe(slow="wait")


def test_asyncio_subscribes_to_a_stream_that_it_sends(server: str, pictures: list[bytes]) -> None:
    async def run() -> tuple[list[int], list[int]]:
        async with videoseg.aio.Client(server) as client:
            subscription = await client.subscribe("async.one", name="aio", things_only=True)
            own = [result.sequence async for result in client.stream(pictures[:3], stream_id="async.one")]
            received = [(await subscription.__anext__()).sequence for _ in own]
            await client.acknowledge("aio", received[-1])
            await client.delete_subscription("aio")
            assert "async.one" not in [s.stream_id for s in await client.streams()]
            with pytest.raises(videoseg.VideoSegError, match=r"a\.\.b"):
                await client.subscribe("a..b")
            return own, received

    own, received = asyncio.run(run())
    assert received == own
