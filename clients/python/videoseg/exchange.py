"""The messages of a call, without input or output: the synchronous and the asyncio client share them."""
from __future__ import annotations

import threading
from collections.abc import Iterator

from .errors import VideoSegError
from .frames import Source, frames_of
from .options import StreamOptions, SubscribeOptions
from .reconnect import Reconnection
from .results import Category, Image, Result, categories_of, result_of
from .v1 import result_service_pb2, segmentation_service_pb2 as wire

MOST_UNANSWERED = 256  # frames; fewer than the results that a server keeps for a client that comes back (512)


class StreamExchange:
    """Turns a source into requests, and responses into results that carry the image they belong to. It outlives its connections: frames are kept
    until their results arrive, and those that the server did not receive are sent again on the next connection."""

    def __init__(self, source: Source, options: StreamOptions, reconnect: float):
        self._options, self._config, self._reconnect = options, options.to_message(), reconnect
        self._frames = enumerate(frames_of(source, options.rate))
        self._categories: dict[int, Category] = {}
        self._changed = threading.Condition()  # guards what follows: requests are made in a thread of gRPC's own
        self._unanswered: dict[int, tuple[wire.StreamSegmentRequest, Image | None]] = {}  # by frame number, in rising order
        self._reading = self._finished = False
        self._started: wire.StreamStarted | None = None
        self._is_known = False  # whether the server may still know the stream
        self._last_answered: int | None = None
        self._again: Reconnection | None = None
        self._restarted = False
        self.failure: Exception | None = None  # raised by the source; to be raised again after the results of the frames before it

    def connect(self) -> StreamConnection:
        """The next call's connection: it opens the stream or, after a lost connection, resumes it."""
        if not self._is_known or self._started is None:
            return StreamConnection(self, wire.StreamSegmentRequest(config=self._config))
        resume = wire.StreamResume(stream_id=self._started.stream_id, resume_token=self._started.resume_token, last_frame_number=self._last_answered)
        return StreamConnection(self, wire.StreamSegmentRequest(resume=resume))

    def pause(self, error: VideoSegError | None) -> float | None:
        """After a call has ended: how many seconds to wait before the next one; None: the stream is over.
        Raises the error if another call does not help."""
        if error is None:
            if self._finished and not self._unanswered:
                return None
            error = VideoSegError("UNAVAILABLE", "the server ended the stream before all frames had their results")
        if self._started is None:
            raise error
        self._again = self._again or Reconnection(self._reconnect)
        if self._is_known and error.code == "NOT_FOUND":
            # The client was away for longer than the server waits, or the server was restarted.
            self._is_known = False
            return 0.0
        return self._again.pause(error)

    def result(self, response: wire.StreamSegmentResponse, connection: StreamConnection) -> Result | None:
        """The result that a response carries; None for a response without one."""
        self._again = None
        if response.HasField("started"):
            self._start(response.started, connection)
            return None
        number = response.result.frame_number
        with self._changed:
            if number not in self._unanswered:
                return None  # it came on the connection before
            _, image = self._unanswered.pop(number)
            self._last_answered = number
            self._changed.notify_all()
        restarted, self._restarted = self._restarted, False
        return result_of(response.result, self._categories, image, restarted=restarted)

    def _start(self, started: wire.StreamStarted, connection: StreamConnection) -> None:
        self._restarted |= self._started is not None and not started.resumed
        self._started, self._categories = started, categories_of(list(started.categories))
        self._is_known = started.resume_grace.seconds > 0 or started.resume_grace.nanos > 0
        with self._changed:
            connection.next_number = started.next_frame_number
            self._changed.notify_all()

    def next_request(self, connection: StreamConnection) -> wire.StreamSegmentRequest | None:
        """The next frame for a connection; waits for it. None: the connection has ended, or all frames have their results. The call is
        half-closed only then, because the server forgets the stream at the half-close."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: connection.ended or (connection.next_number is not None and self._can_go_on(connection.next_number)))
                if connection.ended or connection.next_number is None:
                    return None
                for number, (request, _) in self._unanswered.items():
                    if number >= connection.next_number:
                        connection.next_number = number + 1
                        return request
                if self._finished:
                    return None
                self._reading = True
            self._read()

    def end(self, connection: StreamConnection) -> None:
        with self._changed:
            connection.ended = True
            self._changed.notify_all()

    def _can_go_on(self, number: int) -> bool:
        if any(kept >= number for kept in self._unanswered):
            return True
        return not self._unanswered if self._finished else not self._reading and len(self._unanswered) < MOST_UNANSWERED

    def _read(self) -> None:
        """Reads one frame of the source, without the lock: a camera may be slow."""
        read = None
        try:
            read = next(self._frames, None)
            request = None if read is None else wire.StreamSegmentRequest(frame=read[1].to_message(read[0], self._options.jpeg_quality, self._options.as_stored))
        except Exception as e:  # gRPC iterates over the requests in a thread of its own and would drop the exception
            self.failure, request = e, None
        with self._changed:
            if read is None or request is None:
                self._finished = True
            else:
                self._unanswered[read[0]] = (request, read[1].image)
            self._reading = False
            self._changed.notify_all()


class StreamConnection:
    """One call of a stream."""

    def __init__(self, exchange: StreamExchange, first: wire.StreamSegmentRequest):
        self._exchange, self._first = exchange, first
        self.next_number: int | None = None  # the first frame that the server does not have; None until it has answered
        self.ended = False

    def requests(self) -> Iterator[wire.StreamSegmentRequest]:
        yield self._first
        while True:
            request = self._exchange.next_request(self)
            if request is None:
                return
            yield request

    def end(self) -> None:
        """No more requests are needed."""
        self._exchange.end(self)


class SubscriptionExchange:
    """Turns the responses of a subscription into results. Categories come with the streams, previews before their results. It outlives its
    connections: the next one continues behind the last result."""

    def __init__(self, pattern: str, options: SubscribeOptions, reconnect: float) -> None:
        self.request, self._reconnect = options.to_message(pattern), reconnect
        self._categories: dict[str, dict[int, Category]] = {}
        self._previews: dict[str, tuple[int, bytes]] = {}
        self._missed = 0
        self._started = self._log_reset = False
        self._again: Reconnection | None = None

    def result(self, response: result_service_pb2.SubscribeResponse) -> Result | None:
        """The result that a response carries; None for a response without one."""
        self._again = None
        kind = response.WhichOneof("message")
        if kind == "stream_change":
            state = response.stream_change.state
            self._categories[state.stream_id] = categories_of(list(state.categories))
            if response.stream_change.kind == result_service_pb2.STREAM_CHANGE_KIND_CLOSED:
                del self._categories[state.stream_id]
                self._previews.pop(state.stream_id, None)
        elif kind == "started":
            self._started = True
            self._missed += response.started.missing
            self._log_reset |= response.started.log_reset
            self.request.from_sequence = response.started.next_sequence
        elif kind == "missed":
            self._missed += response.missed.count
            self.request.from_sequence = response.missed.last_sequence + 1
        elif kind == "preview":
            self._previews[response.preview.stream_id] = (response.preview.frame_number, response.preview.jpeg)
        elif kind == "result":
            self.request.from_sequence = response.result.sequence + 1
            return self._result(response)
        return None

    def pause(self, error: VideoSegError | None) -> float:
        """After a call has ended: how many seconds to wait before the next one. Raises the error if another call does not help."""
        error = error or VideoSegError("UNAVAILABLE", "the server ended the subscription")
        if not self._started:
            raise error
        self._again = self._again or Reconnection(self._reconnect)
        if error.code == "INVALID_ARGUMENT" and self.request.HasField("from_sequence"):
            # The server was restarted and numbers its results anew: the position lies ahead of its log.
            self.request.ClearField("from_sequence")
            self.request.from_oldest = self._log_reset = True
            return 0.0
        return self._again.pause(error)

    def _result(self, response: result_service_pb2.SubscribeResponse) -> Result:
        message, missed, log_reset = response.result, self._missed, self._log_reset
        self._missed, self._log_reset = 0, False
        number, jpeg = self._previews.pop(message.stream_id, (-1, b""))
        return result_of(
            message, self._categories.get(message.stream_id, {}), preview=jpeg if number == message.frame_number else None, missed=missed, log_reset=log_reset)
