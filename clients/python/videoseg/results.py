"""Results as dataclasses and numpy arrays."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .rle import Mask, decode
from .v1 import category_pb2, frame_result_pb2 as wire, video_event_pb2

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Category:
    """A category that the model can recognise. `is_thing`: countable, with a track for each object; else stuff.
    `colour` is (red, green, blue)."""
    id: int
    name: str
    is_thing: bool
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Segment:
    """One region of a frame: one thing, or all pixels of one category of stuff. `score` is the model's confidence, 0 to 1;
    `box` (x, y, width, height) and `area` are in pixels of the frame as sent; `track_id` is None for stuff."""
    id: int
    track_id: int | None
    category: Category
    score: float
    box: tuple[int, int, int, int]
    area: int
    rle: tuple[int, int, str] | None  # height, width, counts
    polygons: tuple[tuple[npt.NDArray[np.float32], bool], ...] = ()  # rings: points [n, 2] on pixel edges, and whether it is a hole

    @cached_property
    def mask(self) -> Mask:
        """[height, width] bool, of the frame's size or smaller (`max_mask_side`). Decoded on first access."""
        if self.rle is None:
            raise ValueError("this stream has no run-length masks: open it with masks='rle'")
        height, width, counts = self.rle
        return decode(counts, height, width)


@dataclass(frozen=True)
class Event:
    """An event at a zone or line of the server's events file. `kind` is entered, left, count_over, count_back,
    crossed_to_right or crossed_to_left; `place` is the name of the zone or line. Fields that do not apply are None."""
    kind: str
    place: str
    category: Category | None
    track_id: int | None
    count: int | None  # objects in the zone after the event


@dataclass(frozen=True)
class FrameError:
    """Why a frame could not be processed: a stable `reason` such as PICTURE_BROKEN, and a `message` for people."""
    reason: str
    message: str


@dataclass(frozen=True)
class Result:
    """The result of one frame. A frame that was dropped or failed has no segments. A frame that is no keyframe was propagated:
    its segments come from the last keyframe, warped along the motion."""
    frame_number: int
    time: float  # the presentation time, in seconds from the start of the video
    width: int
    height: int
    keyframe: bool
    keyframe_reason: str | None
    segments: tuple[Segment, ...]
    dropped: bool = False
    error: FrameError | None = None
    image: Image | None = field(default=None, repr=False)  # BGR; None for encoded pictures and for subscribers
    stream_id: str = ""
    sequence: int = 0  # the position in the server's results log, which all streams share; 0 is none
    events: tuple[Event, ...] = ()
    preview: bytes | None = field(default=None, repr=False)  # JPEG, if the subscriber requested previews
    missed: int = 0  # an upper bound of the results that the subscriber missed before this one
    log_reset: bool = False  # the server was restarted with an empty log before this result: a subscriber missed an unknown number of results
    restarted: bool = False  # the server no longer knew the stream and started it again with this frame: track ids start again

    @property
    def things(self) -> tuple[Segment, ...]:
        """The segments that are objects."""
        return tuple(s for s in self.segments if s.category.is_thing)

    def panoptic(self) -> npt.NDArray[np.int32]:
        """[height, width] segment ids, of the size of the masks; 0 is void."""
        if not self.segments:
            return np.zeros((self.height, self.width), np.int32)
        ids = np.zeros(self.segments[0].mask.shape, np.int32)
        for segment in self.segments:
            ids[segment.mask] = segment.id
        return ids


def categories_of(messages: list[category_pb2.Category]) -> dict[int, Category]:
    return {m.category_id: Category(m.category_id, m.name, m.is_thing, (m.colour >> 16, m.colour >> 8 & 255, m.colour & 255)) for m in messages}


def result_of(
        message: wire.FrameResult, categories: dict[int, Category], image: Image | None = None, preview: bytes | None = None, missed: int = 0,
        log_reset: bool = False, restarted: bool = False) -> Result:
    segmentation = message.segmentation
    reason = wire.KeyframeReason.Name(segmentation.keyframe_reason).removeprefix("KEYFRAME_REASON_").lower() if segmentation.keyframe else None
    error = FrameError(message.error.reason, message.error.message) if message.HasField("error") else None
    return Result(
        frame_number=message.frame_number, time=message.presentation_time.seconds + message.presentation_time.nanos / 1e9,
        width=segmentation.width, height=segmentation.height, keyframe=segmentation.keyframe, keyframe_reason=reason,
        segments=tuple(_segment(s, categories) for s in segmentation.segments), dropped=message.HasField("drop"), error=error, image=image,
        stream_id=message.stream_id, sequence=message.sequence, events=tuple(_event(e, categories) for e in message.events),
        preview=preview, missed=missed, log_reset=log_reset, restarted=restarted)


def _event(message: video_event_pb2.VideoEvent, categories: dict[int, Category]) -> Event:
    return Event(
        kind=video_event_pb2.VideoEventKind.Name(message.kind).removeprefix("VIDEO_EVENT_KIND_").lower(), place=message.place,
        category=categories.get(message.category_id) if message.HasField("category_id") else None,
        track_id=message.track_id if message.HasField("track_id") else None, count=message.count if message.HasField("count") else None)


def _segment(message: wire.Segment, categories: dict[int, Category]) -> Segment:
    box, mask = message.box, message.rle
    unknown = Category(message.category_id, str(message.category_id), message.is_thing, (128, 128, 128))
    return Segment(
        id=message.segment_id, track_id=message.track_id if message.HasField("track_id") else None,
        category=categories.get(message.category_id, unknown), score=message.score,
        box=(box.x, box.y, box.width, box.height), area=message.area,
        rle=(mask.height, mask.width, mask.counts) if message.HasField("rle") else None,
        polygons=tuple((np.asarray(r.points, np.float32).reshape(-1, 2), r.hole) for r in message.polygons.rings))
