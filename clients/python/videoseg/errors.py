"""What a failed call raises."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import DecodeError

from .v1 import status_details_pb2 as wire

DETAILS = "grpc-status-details-bin"


@dataclass(frozen=True)
class FieldViolation:
    """A field of a request that the server rejected, such as `config.max_mask_side`, and what is allowed."""
    field: str
    description: str


class VideoSegError(Exception):
    """The server refused a call or ended a stream, or the connection was lost. `code` is the gRPC status code, such as
    "RESOURCE_EXHAUSTED"; `message` says what was wrong; `reason` is a stable name of the cause, such as "MODEL_UNKNOWN", or "" where the
    server gave none; `metadata` has values that belong to the cause; `retry_after` is the time in seconds after which a retry makes sense,
    or None; `field_violations` are the fields of the request that were wrong."""

    def __init__(
            self, code: str, message: str, *, reason: str = "", metadata: Mapping[str, str] | None = None,
            retry_after: float | None = None, field_violations: Iterable[FieldViolation] = ()):
        super().__init__(f"{message} ({reason or code})")
        self.code, self.message, self.reason, self.metadata = code, message, reason, dict(metadata or {})
        self.retry_after, self.field_violations = retry_after, tuple(field_violations)


def error_of(e: grpc.RpcError) -> VideoSegError:
    code, message = e.code().name, e.details() or "the server gave no details"
    return VideoSegError(code, message, **_details_of(e))


def _details_of(e: grpc.RpcError) -> dict[str, Any]:
    found: dict[str, Any] = {}
    packed = next((value for key, value in e.trailing_metadata() or () if key == DETAILS), None)
    if packed is None:
        return found
    try:
        for detail in wire.Status.FromString(packed).details:
            kind = detail.type_url.rpartition("/")[2]
            if kind == "google.rpc.ErrorInfo":
                error = wire.ErrorInfo.FromString(detail.value)
                found["reason"], found["metadata"] = error.reason, error.metadata
            elif kind == "google.rpc.RetryInfo":
                delay = wire.RetryInfo.FromString(detail.value).retry_delay
                found["retry_after"] = delay.seconds + delay.nanos / 1e9
            elif kind == "google.rpc.BadRequest":
                violations = wire.BadRequest.FromString(detail.value).field_violations
                found["field_violations"] = [FieldViolation(v.field, v.description) for v in violations]
    except DecodeError:  # details of a proxy, not of this server
        return {}
    return found
