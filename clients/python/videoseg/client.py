"""The synchronous client; `videoseg.aio` has the same for asyncio."""
from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import grpc

from .channel import DEFAULT_KEEPALIVE, DEFAULT_SERVER, metadata_of, options_of, target_of
from .errors import error_of
from .exchange import StreamExchange, SubscriptionExchange
from .frames import Source
from .options import StreamOptions, SubscribeOptions
from .reconnect import DEFAULT_RECONNECT
from .results import Result
from .v1 import (
    model_service_pb2, model_service_pb2_grpc, result_service_pb2, result_service_pb2_grpc, segmentation_service_pb2_grpc)


class Client:
    """A connection to one server, which all streams and threads share. A call that the server refuses raises VideoSegError.

    `credential` is an API key or a token (JWT), sent with each call; without TLS others can read it in transit. `certificates`
    are root certificates in PEM form to use instead of the system's. `keepalive` is the time in seconds without data from the server
    after which a call pings the connection; without an answer within 20 s (or `keepalive`, if that is less) the connection is lost. 0: no pings.
    `reconnect` is the time in seconds for which a stream or subscription tries to connect again after its connection was lost; 0: it does not try. A
    stream is resumed: each frame has one result, and track ids continue. A subscription continues behind its last result."""

    def __init__(
            self, server: str = DEFAULT_SERVER, *, credential: str | None = None, certificates: bytes | None = None,
            keepalive: float = DEFAULT_KEEPALIVE, reconnect: float = DEFAULT_RECONNECT):
        target, secure = target_of(server)
        self._metadata, self._reconnect = metadata_of(credential), reconnect
        self._channel = (
            grpc.secure_channel(target, grpc.ssl_channel_credentials(certificates), options_of(keepalive)) if secure
            else grpc.insecure_channel(target, options_of(keepalive)))
        self._results = result_service_pb2_grpc.ResultServiceStub(self._channel)

    def stream(self, source: Source, **options: Any) -> Iterator[Result]:
        """Streams `source` (the path or URL of a video, a folder of pictures, the index of a camera, or an iterable of arrays and
        encoded pictures) and yields one result for each frame, in order. `options` are the fields of StreamOptions.
        Leaving the loop ends the stream."""
        exchange = StreamExchange(source, StreamOptions(**options), self._reconnect)
        stub = segmentation_service_pb2_grpc.SegmentationServiceStub(self._channel)
        wait: float | None = 0.0
        while wait is not None:
            time.sleep(wait)
            connection, error = exchange.connect(), None
            call = stub.StreamSegment(connection.requests(), metadata=self._metadata)
            try:
                for response in call:
                    result = exchange.result(response, connection)
                    if result is not None:
                        yield result
            except grpc.RpcError as e:
                error = error_of(e)
            finally:
                connection.end()
                call.cancel()
            wait = exchange.pause(error)
        if exchange.failure:
            raise exchange.failure

    def subscribe(self, pattern: str = ">", **options: Any) -> Iterator[Result]:
        """Yields the results of all streams whose id matches `pattern`, whoever sends the frames: a stream id, or tokens joined by dots with
        `*` for one token and `>` at the end for the rest. `options` are the fields of SubscribeOptions. The subscription is active when this
        method returns, so later results are not missed."""
        exchange = SubscriptionExchange(pattern, SubscribeOptions(**options), self._reconnect)
        call = self._results.Subscribe(exchange.request, metadata=self._metadata)
        try:
            exchange.result(next(call))
        except grpc.RpcError as e:
            raise error_of(e) from None
        return self._follow(call, exchange)

    def acknowledge(self, name: str, sequence: int) -> None:
        """Saves the position of a named subscription: it resumes after `sequence`."""
        self._call(self._results.Acknowledge, result_service_pb2.AcknowledgeRequest(subscription=name, sequence=sequence))

    def delete_subscription(self, name: str) -> None:
        """Deletes a named subscription and its position."""
        self._call(self._results.DeleteSubscription, result_service_pb2.DeleteSubscriptionRequest(subscription=name))

    def streams(self, pattern: str = ">") -> list[result_service_pb2.StreamState]:
        """The status of the open streams whose id matches `pattern`: rates, delays, zones, lines."""
        return list(self._call(self._results.ListStreams, result_service_pb2.ListStreamsRequest(pattern=pattern)).streams)

    def models(self) -> list[model_service_pb2.Model]:
        """The models that the server has loaded."""
        stub = model_service_pb2_grpc.ModelServiceStub(self._channel)
        return list(self._call(stub.ListModels, model_service_pb2.ListModelsRequest()).models)

    def close(self) -> None:
        """Closes the connection; open calls fail."""
        self._channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self, call: Any, exchange: SubscriptionExchange) -> Iterator[Result]:
        while True:
            error = None
            try:
                for response in call:
                    result = exchange.result(response)
                    if result is not None:
                        yield result
            except grpc.RpcError as e:
                error = error_of(e)
            finally:
                call.cancel()
            time.sleep(exchange.pause(error))
            call = self._results.Subscribe(exchange.request, metadata=self._metadata)

    def _call(self, method: Any, request: Any) -> Any:
        try:
            return method(request, metadata=self._metadata)
        except grpc.RpcError as e:
            raise error_of(e) from None


def stream(source: Source, server: str = DEFAULT_SERVER, **options: Any) -> Iterator[Result]:
    """`Client(server).stream(source, …)` over a connection of its own."""
    with Client(server) as client:
        yield from client.stream(source, **options)
