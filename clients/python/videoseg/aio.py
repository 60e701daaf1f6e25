"""The client for asyncio: the methods of `videoseg.Client`, for `await` and `async for`."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc

from .channel import DEFAULT_KEEPALIVE, DEFAULT_SERVER, metadata_of, options_of, target_of
from .errors import error_of
from .exchange import StreamExchange, SubscriptionExchange
from .frames import Source
from .options import StreamOptions, SubscribeOptions
from .results import Result
from .v1 import (
    model_service_pb2, model_service_pb2_grpc, result_service_pb2, result_service_pb2_grpc, segmentation_service_pb2_grpc)
from .v1 import segmentation_service_pb2 as wire


class Client:
    """As `videoseg.Client`. Create it inside a running event loop."""

    def __init__(
            self, server: str = DEFAULT_SERVER, *, credential: str | None = None, certificates: bytes | None = None,
            keepalive: float = DEFAULT_KEEPALIVE):
        target, secure = target_of(server)
        self._metadata = metadata_of(credential)
        self._channel = (
            grpc.aio.secure_channel(target, grpc.ssl_channel_credentials(certificates), options_of(keepalive)) if secure
            else grpc.aio.insecure_channel(target, options_of(keepalive)))
        self._results = result_service_pb2_grpc.ResultServiceStub(self._channel)

    async def stream(self, source: Source, **options: Any) -> AsyncIterator[Result]:
        """As `videoseg.Client.stream`. The source is read in threads, so that a slow camera does not block the event loop."""
        exchange = StreamExchange(source, StreamOptions(**options))
        stub = segmentation_service_pb2_grpc.SegmentationServiceStub(self._channel)
        call = stub.StreamSegment(_read_in_thread(exchange), metadata=self._metadata)
        async for result in _results(call, exchange):
            yield result
        if exchange.failure:
            raise exchange.failure

    async def subscribe(self, pattern: str = ">", **options: Any) -> AsyncIterator[Result]:
        """As `videoseg.Client.subscribe`: `async for result in await client.subscribe("cam.*")`."""
        call = self._results.Subscribe(SubscribeOptions(**options).to_message(pattern), metadata=self._metadata)
        exchange = SubscriptionExchange()
        try:
            exchange.result(await call.__aiter__().__anext__())  # aiter and anext are newer than Python 3.9
        except grpc.RpcError as e:
            raise error_of(e) from None
        return _results(call, exchange)

    async def acknowledge(self, name: str, sequence: int) -> None:
        """As `videoseg.Client.acknowledge`."""
        await self._call(self._results.Acknowledge, result_service_pb2.AcknowledgeRequest(subscription=name, sequence=sequence))

    async def delete_subscription(self, name: str) -> None:
        """As `videoseg.Client.delete_subscription`."""
        await self._call(self._results.DeleteSubscription, result_service_pb2.DeleteSubscriptionRequest(subscription=name))

    async def streams(self, pattern: str = ">") -> list[result_service_pb2.StreamState]:
        """As `videoseg.Client.streams`."""
        return list((await self._call(self._results.ListStreams, result_service_pb2.ListStreamsRequest(pattern=pattern))).streams)

    async def models(self) -> list[model_service_pb2.Model]:
        """As `videoseg.Client.models`."""
        stub = model_service_pb2_grpc.ModelServiceStub(self._channel)
        return list((await self._call(stub.ListModels, model_service_pb2.ListModelsRequest())).models)

    async def close(self) -> None:
        """Closes the connection; open calls fail."""
        await self._channel.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _call(self, method: Any, request: Any) -> Any:
        try:
            return await method(request, metadata=self._metadata)
        except grpc.RpcError as e:
            raise error_of(e) from None


async def _read_in_thread(exchange: StreamExchange) -> AsyncIterator[wire.StreamSegmentRequest]:
    requests = exchange.requests()
    while (request := await asyncio.to_thread(lambda: next(requests, None))) is not None:
        yield request


async def _results(call: Any, exchange: StreamExchange | SubscriptionExchange) -> AsyncIterator[Result]:
    try:
        async for response in call:
            result = exchange.result(response)
            if result is not None:
                yield result
    except grpc.RpcError as e:
        raise error_of(e) from None
    finally:
        call.cancel()
