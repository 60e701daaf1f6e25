"""The client for ordinary programs; `videoseg.aio` has the same for asyncio."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc

from .conversation import LARGEST_MESSAGE, StreamConversation, SubscriptionConversation, error_of, target_of
from .frames import Source
from .options import StreamOptions, SubscribeOptions
from .results import Result
from .v1 import model_service_pb2, model_service_pb2_grpc, result_service_pb2, result_service_pb2_grpc, segmentation_service_pb2_grpc

DEFAULT_SERVER = "127.0.0.1:5080"
CHANNEL_OPTIONS = [("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.max_send_message_length", LARGEST_MESSAGE)]


class Client:
    """Speaks to one server; its connection is shared by all streams and threads. What the server refuses is a VideoSegError.

    `token` goes along as a bearer token, `api_key` as x-api-key. `certificates` are root certificates in PEM form, where the
    system's own do not do."""

    def __init__(self, server: str = DEFAULT_SERVER, *, token: str | None = None, api_key: str | None = None, certificates: bytes | None = None):
        target, secure = target_of(server)
        self._metadata = metadata_of(token, api_key)
        self._channel = (
            grpc.secure_channel(target, grpc.ssl_channel_credentials(certificates), CHANNEL_OPTIONS) if secure
            else grpc.insecure_channel(target, CHANNEL_OPTIONS))

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
        """Results of other clients' streams as they come: of one stream id, or of a pattern (`*` one token, `>` the rest).
        `options` are the fields of SubscribeOptions."""
        stub = result_service_pb2_grpc.ResultServiceStub(self._channel)
        call = stub.Subscribe(SubscribeOptions(**options).to_message(pattern), metadata=self._metadata)
        yield from _results(call, SubscriptionConversation())

    def acknowledge(self, subscription: str, sequence: int) -> None:
        """Says that all up to `sequence` was handled: a named subscription goes on behind it."""
        stub = result_service_pb2_grpc.ResultServiceStub(self._channel)
        self._call(stub.Acknowledge, result_service_pb2.AcknowledgeRequest(subscription=subscription, sequence=sequence))

    def streams(self, pattern: str = "") -> list[result_service_pb2.StreamState]:
        """The streams that are open."""
        stub = result_service_pb2_grpc.ResultServiceStub(self._channel)
        return list(self._call(stub.ListStreams, result_service_pb2.ListStreamsRequest(pattern=pattern)).streams)

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


def metadata_of(token: str | None, api_key: str | None) -> tuple[tuple[str, str], ...]:
    bearer = (("authorization", f"Bearer {token}"),) if token else ()
    return bearer + ((("x-api-key", api_key),) if api_key else ())


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
