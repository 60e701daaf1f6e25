from __future__ import annotations

import asyncio
import itertools
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import videoseg
import videoseg.aio
from conftest import CLIP


def test_a_clip_gives_one_result_per_frame_with_masks_that_match_their_segments(server: str) -> None:
    results = list(itertools.islice(videoseg.stream(CLIP, server), 8))
    assert [r.frame_number for r in results] == list(range(8))
    first = results[0]
    assert first.keyframe and first.keyframe_reason
    assert first.image is not None and first.image.shape == (first.height, first.width, 3)
    assert {"pedestrian", "road"} <= {s.category.name for s in first.segments}
    for segment in first.segments:
        ys, xs = np.nonzero(segment.mask)
        assert segment.mask.shape == (first.height, first.width)
        assert len(ys) == segment.area
        assert segment.box == (xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1)
        assert (segment.track_id is not None) == segment.category.is_thing
    assert np.count_nonzero(first.panoptic()) == sum(s.area for s in first.segments)


def test_people_keep_their_track_ids_from_frame_to_frame(server: str) -> None:
    results = list(itertools.islice(videoseg.stream(CLIP, server), 5))
    common = set.intersection(*({s.track_id for s in r.things} for r in results))
    assert len(common) >= 3


def test_arrays_encoded_pictures_and_folders_are_sources(server: str, pictures: list[bytes], tmp_path: Path) -> None:
    for i, picture in enumerate(pictures[:2]):
        (tmp_path / f"{i}.jpg").write_bytes(picture)
    arrays = [cv2.imdecode(np.frombuffer(p, np.uint8), cv2.IMREAD_COLOR) for p in pictures[:2]]
    grey = cv2.cvtColor(arrays[0], cv2.COLOR_BGR2GRAY)
    with videoseg.Client(server) as client:
        # With propagation, a stream's second keyframe comes early if other streams are open, and the masks of two streams differ.
        from_files, from_folder, from_arrays = (
            list(client.stream(source, policy="every-frame")) for source in (pictures[:2], tmp_path, arrays))
        assert not list(client.stream([grey]))[0].error
    assert [[s.rle for s in r.segments] for r in from_files] == [[s.rle for s in r.segments] for r in from_folder]
    # The server may decode a JPEG at a reduced size, so its pixels differ a little from those decoded here.
    assert np.mean(from_files[0].panoptic() == from_arrays[0].panoptic()) > 0.9


def test_options_reach_the_server(server: str, pictures: list[bytes]) -> None:
    with videoseg.Client(server) as client:
        results = list(client.stream(pictures[:8], policy="fixed-interval", interval=3, max_mask_side=128, jpeg_quality=80))
        polygons = next(iter(client.stream(pictures[:1], masks="polygons")))
    keyframes = [r.frame_number for r in results if r.keyframe]
    # The second keyframe comes early if other streams are open: the server staggers the keyframes of streams.
    assert keyframes[0] == 0 and 1 <= keyframes[1] <= 3
    assert keyframes[2:] == list(range(keyframes[1] + 3, 8, 3))
    assert results[0].segments[0].mask.shape[1] == 128
    assert all(len(points) > 2 for s in polygons.things for points, _ in s.polygons)


def test_a_broken_picture_fails_only_its_own_frame(server: str, pictures: list[bytes]) -> None:
    broken, good = list(videoseg.stream([pictures[0][:500], pictures[0]], server))
    assert broken.error is not None and broken.error.reason and not broken.segments
    assert good.error is None and good.segments


def test_an_invalid_option_raises_an_error_that_names_it(server: str, pictures: list[bytes]) -> None:
    with pytest.raises(videoseg.VideoSegError, match="max_mask_side|longest side") as refused:
        list(videoseg.stream(pictures, server, max_mask_side=5))
    assert refused.value.code == "INVALID_ARGUMENT"
    with pytest.raises(ValueError, match="latest"):
        list(videoseg.stream(pictures, server, delivery="newest"))


def test_a_source_that_fails_yields_the_results_so_far_and_then_raises_its_own_error(server: str, pictures: list[bytes]) -> None:
    def camera():
        yield pictures[0]
        raise OSError("the cable is out")

    results = []
    with pytest.raises(OSError, match="cable"):
        for result in videoseg.stream(camera(), server):
            results.append(result)
    assert len(results) == 1


def test_a_source_that_does_not_exist_is_named_in_the_error(server: str) -> None:
    with pytest.raises(ValueError, match="nowhere.mp4"):
        list(videoseg.stream("nowhere.mp4", server))


def test_leaving_the_loop_ends_the_stream(server: str, pictures: list[bytes]) -> None:
    def can_reopen(client: videoseg.Client) -> bool:
        try:
            return len(list(client.stream(pictures[:1], stream_id="left"))) == 1
        except videoseg.VideoSegError as e:
            assert e.code == "ALREADY_EXISTS"
            return False

    with videoseg.Client(server) as client:
        stream = client.stream(itertools.cycle(pictures), stream_id="left")
        next(stream)
        assert not can_reopen(client)
        stream.close()
        deadline = time.monotonic() + 20  # the server notices a moment later
        while not can_reopen(client):
            assert time.monotonic() < deadline


def test_a_credential_authenticates_the_caller(key: str, guarded_server: str, pictures: list[bytes]) -> None:
    for credential in (None, "vskey_wrong"):
        with videoseg.Client(guarded_server, credential=credential) as client, pytest.raises(videoseg.VideoSegError) as refused:
            client.models()
        assert refused.value.code == "UNAUTHENTICATED"

    async def name() -> str:
        async with videoseg.aio.Client(guarded_server, credential=key) as client:
            return (await client.models())[0].name

    assert asyncio.run(name()) == "general"
    with videoseg.Client(guarded_server, credential=key) as client:
        assert list(client.stream(pictures[:1], stream_id="gate"))[0].segments
        with pytest.raises(videoseg.VideoSegError) as denied:
            list(client.stream(pictures[:1], stream_id="door"))
    assert denied.value.code == "PERMISSION_DENIED"


def test_asyncio_streams_two_clips_at_once(server: str, pictures: list[bytes]) -> None:
    async def run() -> list[list[videoseg.Result]]:
        async with videoseg.aio.Client(server) as client:
            assert [m.name for m in await client.models()] == ["general", "general-small", "street"]

            async def one(source: list[bytes]) -> list[videoseg.Result]:
                return [result async for result in client.stream(source)]

            return await asyncio.gather(one(pictures[:4]), one(pictures[:6]))

    assert [len(results) for results in asyncio.run(run())] == [4, 6]
