"""How a client connects: address, TLS, credential, keepalive."""
from __future__ import annotations

from typing import Any

DEFAULT_SERVER = "127.0.0.1:5080"
DEFAULT_KEEPALIVE = 30.0  # seconds
KEEPALIVE_TIMEOUT = 20.0  # seconds

LARGEST_MESSAGE = 64 << 20  # bytes; gRPC's default of 4 MiB is less than the label map of a large frame


def target_of(server: str) -> tuple[str, bool]:
    """The gRPC target, and whether to use TLS, of "host:port", "http://host:port" or "https://host:port"."""
    scheme, found, rest = server.partition("://")
    if not found:
        return server, False
    if scheme not in ("http", "https"):
        raise ValueError(f"server is {server!r}; allowed are host:port, http://host:port and https://host:port")
    return rest.rstrip("/"), scheme == "https"


def options_of(keepalive: float) -> list[tuple[str, Any]]:
    """The gRPC channel options. Without keepalive pings a call whose peer disappears silently waits for ever."""
    options: list[tuple[str, Any]] = [
        ("grpc.max_receive_message_length", LARGEST_MESSAGE),
        ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ]
    if keepalive > 0:
        options += [
            ("grpc.keepalive_time_ms", max(1, round(keepalive * 1000))),
            ("grpc.keepalive_timeout_ms", round(min(KEEPALIVE_TIMEOUT, keepalive) * 1000)),
            # A subscriber sends nothing; by default gRPC stops its pings after two.
            ("grpc.http2.max_pings_without_data", 0),
        ]
    return options


def metadata_of(credential: str | None) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {credential}"),) if credential else ()
