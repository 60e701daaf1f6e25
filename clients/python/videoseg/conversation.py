"""The sides of the wire without any input or output: the sync and the asyncio client share them."""
from __future__ import annotations

from collections.abc import Iterator

import grpc

from .frames import Frame, Source, frames_of
from .options import StreamOptions
from .results import Category, Image, Result, categories_of, result_of
from .v1 import result_service_pb2, segmentation_service_pb2 as wire

LARGEST_MESSAGE = 64 << 20  # bytes; gRPC's own 4 MiB are less than a label map of a large frame


class VideoSegError(Exception):
    """The server refused a call or ended a stream. `code` is gRPC's, such as "RESOURCE_EXHAUSTED"."""

    def __init__(self, code: str, message: str):
        super().__init__(f"{message} ({code})")
        self.code, self.message = code, message


def error_of(e: grpc.RpcError) -> VideoSegError:
    return VideoSegError(e.code().name, e.details() or "the server gave no reason")


def target_of(server: str) -> tuple[str, bool]:
    """Where to connect, and whether with TLS: "host:port", "http://host:port" or "https://host:port"."""
    scheme, found, rest = server.partition("://")
    if not found:
        return server, False
    if scheme not in ("http", "https"):
        raise ValueError(f"server is {server!r}; allowed are host:port, http://host:port and https://host:port")
    return rest.rstrip("/"), scheme == "https"


class StreamConversation:
    """Turns a source into requests, and responses into results with the pictures that they belong to."""

    def __init__(self, source: Source, options: StreamOptions):
        self._source, self._options, self._config = source, options, options.to_message()
        self._categories: dict[int, Category] = {}
        self._waiting: dict[int, Image | None] = {}
        self.failure: Exception | None = None  # of the source: to be raised when the results of the frames before it are out

    def requests(self) -> Iterator[wire.StreamSegmentRequest]:
        yield wire.StreamSegmentRequest(config=self._config)
        try:
            for number, frame in enumerate(frames_of(self._source, self._options.rate)):
                yield self._request(number, frame)
        except Exception as e:  # a failure here, in the transport's own thread, would be lost
            self.failure = e

    def result(self, response: wire.StreamSegmentResponse) -> Result | None:
        """None: the response was no result."""
        if response.HasField("started"):
            self._categories = categories_of(list(response.started.categories))
            return None
        return result_of(response.result, self._categories, self._waiting.pop(response.result.frame_number, None))

    def _request(self, number: int, frame: Frame) -> wire.StreamSegmentRequest:
        self._waiting[number] = frame.image
        return wire.StreamSegmentRequest(frame=frame.to_message(number, self._options.jpeg_quality))


class SubscriptionConversation:
    """Turns what a subscriber is told into results: names of classes come with the streams, pictures in front of their results."""

    def __init__(self) -> None:
        self._categories: dict[str, dict[int, Category]] = {}
        self._previews: dict[str, tuple[int, bytes]] = {}
        self._missed = 0

    def result(self, response: result_service_pb2.SubscribeResponse) -> Result | None:
        """None: the response was no result."""
        kind = response.WhichOneof("message")
        if kind == "stream_change":
            state = response.stream_change.state
            self._categories[state.stream_id] = categories_of(list(state.categories))
            if response.stream_change.kind == result_service_pb2.STREAM_CHANGE_KIND_CLOSED:
                del self._categories[state.stream_id]
                self._previews.pop(state.stream_id, None)
        elif kind == "started":
            self._missed += response.started.missing
        elif kind == "missed":
            self._missed += response.missed.count
        elif kind == "preview":
            self._previews[response.preview.stream_id] = (response.preview.frame_number, response.preview.jpeg)
        elif kind == "result":
            return self._result(response)
        return None

    def _result(self, response: result_service_pb2.SubscribeResponse) -> Result:
        message, missed = response.result, self._missed
        self._missed = 0
        number, jpeg = self._previews.pop(message.stream_id, (-1, b""))
        return result_of(
            message, self._categories.get(message.stream_id, {}), preview=jpeg if number == message.frame_number else None, missed=missed)
