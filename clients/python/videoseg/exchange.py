"""The messages of a call, without input or output: the synchronous and the asyncio client share them."""
from __future__ import annotations

from collections.abc import Iterator

from .frames import Frame, Source, frames_of
from .options import StreamOptions
from .results import Category, Image, Result, categories_of, result_of
from .v1 import result_service_pb2, segmentation_service_pb2 as wire


class StreamExchange:
    """Turns a source into requests, and responses into results that carry the image they belong to."""

    def __init__(self, source: Source, options: StreamOptions):
        self._source, self._options, self._config = source, options, options.to_message()
        self._categories: dict[int, Category] = {}
        self._pending: dict[int, Image | None] = {}  # images of frames without a result, by frame number
        self.failure: Exception | None = None  # raised by the source; to be raised again after the results of the frames before it

    def requests(self) -> Iterator[wire.StreamSegmentRequest]:
        yield wire.StreamSegmentRequest(config=self._config)
        try:
            for number, frame in enumerate(frames_of(self._source, self._options.rate)):
                yield self._request(number, frame)
        except Exception as e:  # gRPC iterates over the requests in a thread of its own and would drop the exception
            self.failure = e

    def result(self, response: wire.StreamSegmentResponse) -> Result | None:
        """The result that a response carries; None for a response without one."""
        if response.HasField("started"):
            self._categories = categories_of(list(response.started.categories))
            return None
        return result_of(response.result, self._categories, self._pending.pop(response.result.frame_number, None))

    def _request(self, number: int, frame: Frame) -> wire.StreamSegmentRequest:
        self._pending[number] = frame.image
        return wire.StreamSegmentRequest(frame=frame.to_message(number, self._options.jpeg_quality))


class SubscriptionExchange:
    """Turns the responses of a subscription into results. Categories come with the streams, previews before their results."""

    def __init__(self) -> None:
        self._categories: dict[str, dict[int, Category]] = {}
        self._previews: dict[str, tuple[int, bytes]] = {}
        self._missed = 0

    def result(self, response: result_service_pb2.SubscribeResponse) -> Result | None:
        """The result that a response carries; None for a response without one."""
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
