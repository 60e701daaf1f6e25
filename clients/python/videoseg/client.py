"""The client for ordinary programs; `videoseg.aio` has the same for asyncio."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc

from .conversation import LARGEST_MESSAGE, StreamConversation, error_of, target_of
from .frames import Source
from .options import StreamOptions
from .results import Result
from .v1 import model_service_pb2, model_service_pb2_grpc, segmentation_service_pb2_grpc

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


def _results(call: Any, conversation: StreamConversation) -> Iterator[Result]:
    try:
        for response in call:
            result = conversation.result(response)
            if result is not None:
                yield result
    except grpc.RpcError as e:
        raise error_of(e) from None
    finally:
        call.cancel()
