"""What a failed call raises."""
from __future__ import annotations

import grpc


class VideoSegError(Exception):
    """The server refused a call or ended a stream, or the connection was lost. `code` is the gRPC status code, such as
    "RESOURCE_EXHAUSTED"; `message` says what was wrong."""

    def __init__(self, code: str, message: str):
        super().__init__(f"{message} ({code})")
        self.code, self.message = code, message


def error_of(e: grpc.RpcError) -> VideoSegError:
    return VideoSegError(e.code().name, e.details() or "the server gave no details")
