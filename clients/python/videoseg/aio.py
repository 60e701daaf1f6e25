"""The client for asyncio: the methods of `videoseg.Client`, for `await` and `async for`."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
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
from .v1 import segmentation_service_pb2 as wire


class Client:
    """As `videoseg.Client`. Create it inside a running event loop."""

    def __init__(
            self, server: str = DEFAULT_SERVER, *, credential: str | None = None, certificates: bytes | None = None,
            keepalive: float = DEFAULT_KEEPALIVE, reconnect: float = DEFAULT_RECONNECT):
        target, secure = target_of(server)
        self._metadata, self._reconnect = metadata_of(credential), reconnect
        self._channel = (
            grpc.aio.secure_channel(target, grpc.ssl_channel_credentials(certificates), options_of(keepalive)) if secure
            else grpc.aio.insecure_channel(target, options_of(keepalive)))
        self._results = result_service_pb2_grpc.ResultServiceStub(self._channel)

    async def stream(self, source: Source, **options: Any) -> AsyncIterator[Result]:
        """As `videoseg.Client.stream`. The source is read in threads, so that a slow camera does not block the event loop."""
        exchange = StreamExchange(source, StreamOptions(**options), self._reconnect)
        stub = segmentation_service_pb2_grpc.SegmentationServiceStub(self._channel)
        wait: float | None = 0.0
        with _Thread() as thread:
            while wait is not None:
                await asyncio.sleep(wait)
                connection, error = exchange.connect(), None
                call = stub.StreamSegment(thread.read(connection.requests()), metadata=self._metadata)
                try:
                    async for response in call:
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

    async def subscribe(self, pattern: str = ">", **options: Any) -> AsyncIterator[Result]:
        """As `videoseg.Client.subscribe`: `async for result in await client.subscribe("cam.*")`."""
        exchange = SubscriptionExchange(pattern, SubscribeOptions(**options), self._reconnect)
        call = self._results.Subscribe(exchange.request, metadata=self._metadata)
        try:
            exchange.result(await call.__aiter__().__anext__())  # aiter and anext are newer than Python 3.9
        except grpc.RpcError as e:
            raise error_of(e) from None
        return self._follow(call, exchange)

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

    async def _follow(self, call: Any, exchange: SubscriptionExchange) -> AsyncIterator[Result]:
        while True:
            error = None
            try:
                async for response in call:
                    result = exchange.result(response)
                    if result is not None:
                        yield result
            except grpc.RpcError as e:
                error = error_of(e)
            finally:
                call.cancel()
            await asyncio.sleep(exchange.pause(error))
            call = self._results.Subscribe(exchange.request, metadata=self._metadata)

    async def _call(self, method: Any, request: Any) -> Any:
        try:
            return await method(request, metadata=self._metadata)
        except grpc.RpcError as e:
            raise error_of(e) from None


class _Thread:
    """A thread that reads the frames of one stream, so that a slow camera blocks neither the event loop nor other streams."""

    def __enter__(self) -> _Thread:
        self._executor = ThreadPoolExecutor(1, "videoseg")
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=False)

    async def read(self, requests: Iterator[wire.StreamSegmentRequest]) -> AsyncIterator[wire.StreamSegmentRequest]:
        loop = asyncio.get_running_loop()
        while (request := await loop.run_in_executor(self._executor, next, requests, None)) is not None:
            yield request
