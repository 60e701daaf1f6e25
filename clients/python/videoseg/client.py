"""The client for ordinary programs; `videoseg.aio` has the same for asyncio."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc

from .conversation import LARGEST_MESSAGE, StreamConversation, SubscriptionConversation, error_of, target_of
from .frames import Source
from .options import StreamOptions, SubscribeOptions
from .results import Result
from .v1 import (
    model_service_pb2, model_service_pb2_grpc, result_service_pb2, result_service_pb2_grpc, segmentation_service_pb2_grpc)

DEFAULT_SERVER = "127.0.0.1:5080"
CHANNEL_OPTIONS = [("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.max_send_message_length", LARGEST_MESSAGE)]


class Client:
    """Speaks to one server; its connection is shared by all streams and threads. What the server refuses is a VideoSegError.

    `credential` is an API key or a token (JWT), sent with each call; without TLS others can read it on the way. `certificates`
    are root certificates in PEM form, where the system's own do not do."""

    def __init__(self, server: str = DEFAULT_SERVER, *, credential: str | None = None, certificates: bytes | None = None):
        target, secure = target_of(server)
        self._metadata = metadata_of(credential)
        self._channel = (
            grpc.secure_channel(target, grpc.ssl_channel_credentials(certificates), CHANNEL_OPTIONS) if secure
            else grpc.insecure_channel(target, CHANNEL_OPTIONS))
        self._results = result_service_pb2_grpc.ResultServiceStub(self._channel)

    def stream(self, source: Source, **options: Any) -> Iterator[Result]:
        """Streams `source` (a video's path or URL, a folder of pictures, the index of a camera, or an iterable of arrays and
        files in memory) and gives one result a frame, in order. `options` are the fields of StreamOptions.
        Leaving the loop ends the stream."""
        conversation = StreamConversation(source, StreamOptions(**options))
        stub = segmentation_service_pb2_grpc.SegmentationServiceStub(self._channel)
        call = stub.StreamSegment(conversation.requests(), metadata=self._metadata)
        yield from _results(call, conversation)
        if conversation.failure:
            raise conversation.failure

    def subscribe(self, pattern: str = ">", **options: Any) -> Iterator[Result]:
        """Results of others' streams, as they come: of one stream id, or of a pattern (`*` one token, `>` the rest). `options` are the
        fields of SubscribeOptions. When this returns the server has begun, so nothing that is sent from now on is left out."""
        call = self._results.Subscribe(SubscribeOptions(**options).to_message(pattern), metadata=self._metadata)
        conversation = SubscriptionConversation()
        try:
            conversation.result(next(call))
        except grpc.RpcError as e:
            raise error_of(e) from None
        return _results(call, conversation)

    def acknowledge(self, name: str, sequence: int) -> None:
        """Says that all up to `sequence` was handled: the subscription of this name goes on behind it."""
        self._call(self._results.Acknowledge, result_service_pb2.AcknowledgeRequest(subscription=name, sequence=sequence))

    def delete_subscription(self, name: str) -> None:
        """Forgets the subscription of this name and its position."""
        self._call(self._results.DeleteSubscription, result_service_pb2.DeleteSubscriptionRequest(subscription=name))

    def streams(self, pattern: str = ">") -> list[result_service_pb2.StreamState]:
        """The streams that are open, with their rates, delays, zones and lines."""
        return list(self._call(self._results.ListStreams, result_service_pb2.ListStreamsRequest(pattern=pattern)).streams)

    def models(self) -> list[model_service_pb2.Model]:
        """The networks that the server has."""
        stub = model_service_pb2_grpc.ModelServiceStub(self._channel)
        return list(self._call(stub.ListModels, model_service_pb2.ListModelsRequest()).models)

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, method: Any, request: Any) -> Any:
        try:
            return method(request, metadata=self._metadata)
        except grpc.RpcError as e:
            raise error_of(e) from None


def stream(source: Source, server: str = DEFAULT_SERVER, **options: Any) -> Iterator[Result]:
    """`Client(server).stream(source, …)` with a connection of its own."""
    with Client(server) as client:
        yield from client.stream(source, **options)


def metadata_of(credential: str | None) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {credential}"),) if credential else ()


def _results(call: Any, conversation: StreamConversation | SubscriptionConversation) -> Iterator[Result]:
    try:
        for response in call:
            result = conversation.result(response)
            if result is not None:
                yield result
    except grpc.RpcError as e:
        raise error_of(e) from None
    finally:
        call.cancel()
