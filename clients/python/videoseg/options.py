"""The options of streams and subscriptions, and their messages."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from .v1 import result_service_pb2, segmentation_service_pb2 as wire

Choice = TypeVar("Choice")

MASKS = {"rle": wire.MASK_ENCODING_RLE, "polygons": wire.MASK_ENCODING_POLYGONS, "none": wire.MASK_ENCODING_NONE}
SLOW = {"skip": result_service_pb2.SLOW_SUBSCRIBER_SKIP, "disconnect": result_service_pb2.SLOW_SUBSCRIBER_DISCONNECT}
DELIVERIES = {"all": wire.DELIVERY_POLICY_ALL, "latest": wire.DELIVERY_POLICY_LATEST}
# Sent in the field that servers of version 0.1 know too; a policy that a server adds is sent by its name.
POLICIES = {
    "every-frame": wire.KEYFRAME_POLICY_EVERY_FRAME,
    "fixed-interval": wire.KEYFRAME_POLICY_FIXED_INTERVAL,
    "adaptive": wire.KEYFRAME_POLICY_ADAPTIVE,
}


@dataclass(frozen=True)
class StreamOptions:
    """The options of a stream. None, 0 or "" is the default of the model or the server; segmentation_service.proto has ranges.

    `stream_id`: 1 to 64 of A-Z a-z 0-9 _ -, in tokens joined by dots.
    `masks`: "rle", "polygons" or "none"; `max_mask_side`: their longest side in pixels.
    `delivery`: "all" processes every frame and slows the source down; "latest" drops old frames and reports them.
    `minimum_score`: the minimum score of things, 0 to 1.
    `policy`: which frames are keyframes: "every-frame", "fixed-interval", "adaptive" or one that the server adds; `interval`: from one keyframe to the
    next, in frames;
    `residual`: with "adaptive", the share of the frame that may differ from the propagated keyframe, 0 to 1.
    `rate`: frames per second of a source without timestamps.
    `jpeg_quality`: 1 to 100, send arrays as JPEG; None: as raw pixels.
    `as_stored`: do not turn picture files upright as their EXIF orientation says; results refer to the pixels as they are stored."""
    stream_id: str = ""
    model: str = ""
    masks: str = "rle"
    max_mask_side: int = 0
    delivery: str = "all"
    minimum_score: float | None = None
    policy: str | None = None
    interval: int | None = None
    residual: float | None = None
    rate: float = 30.0
    jpeg_quality: int | None = None
    as_stored: bool = False

    def to_message(self) -> wire.StreamConfig:
        return wire.StreamConfig(
            stream_id=self.stream_id, model=self.model, mask_encoding=_one_of("masks", self.masks, MASKS),
            max_mask_side=self.max_mask_side, delivery_policy=_one_of("delivery", self.delivery, DELIVERIES),
            minimum_score=self.minimum_score, keyframe_interval=self.interval, keyframe_residual=self.residual,
            keyframe_policy=POLICIES.get(self.policy or ""), keyframe_policy_name="" if self.policy in POLICIES else self.policy or "")


@dataclass(frozen=True)
class SubscribeOptions:
    """The options of a subscription.

    `from_sequence`: the first sequence to receive, 0 is the oldest; None is the next result or, with a `name`, the one after its acknowledged position.
    `from_oldest`: without a position (no `from_sequence`, and no `name` or a new one) begin at the oldest result that the server keeps.
    `name`: of a subscription whose position the server keeps; "" is none.
    `categories`: only segments of these categories, by name; empty is all. `minimum_score`: only segments of at least this score.
    `without_masks`, `things_only`: omit the masks, or stuff. `events_only`: only results with events, without their segments.
    `slow`: what happens to a subscriber that reads too slowly: "skip" skips results and counts them, "disconnect" ends the call with an error.
    `preview_side`: the longest side in pixels of a JPEG with the results, 64 to 1920; 0 is none.
    `preview_rate`: the maximum number of previews per second for each stream."""
    from_sequence: int | None = None
    from_oldest: bool = False
    name: str = ""
    categories: tuple[str, ...] = ()
    minimum_score: float = 0.0
    without_masks: bool = False
    things_only: bool = False
    events_only: bool = False
    slow: str = "skip"
    preview_side: int = 0
    preview_rate: float = 5.0

    def to_message(self, pattern: str) -> result_service_pb2.SubscribeRequest:
        request = result_service_pb2.SubscribeRequest(
            pattern=pattern, from_sequence=self.from_sequence, from_oldest=self.from_oldest, subscription=self.name, slow_subscriber=_one_of("slow", self.slow, SLOW),
            filter=result_service_pb2.ResultFilter(
                categories=self.categories, minimum_score=self.minimum_score, without_masks=self.without_masks,
                things_only=self.things_only, events_only=self.events_only))
        if self.preview_side:
            request.preview.max_side, request.preview.max_rate = self.preview_side, self.preview_rate
        return request


def _one_of(name: str, value: str, allowed: Mapping[str, Choice]) -> Choice:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed are {', '.join(allowed)}")
    return allowed[value]
