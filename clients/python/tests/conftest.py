"""Fixtures: the real server on a free port, with the real model. `./videoseg test` sets VIDEOSEG_SERVER to the server's program."""
from __future__ import annotations

import hashlib
import os
import secrets
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CLIP = ROOT / "clients/VideoSeg.Cli/Clips/street.mp4"


class CutProxy:
    """Forwards TCP connections to a server. `go_silent` drops all data of the present connections without closing them, as a lost network does;
    `cut` closes them. New connections are forwarded."""

    def __init__(self, server: str):
        self._target = self._parse(server)
        self._pairs: list[tuple[socket.socket, socket.socket, threading.Event]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def go_silent(self) -> None:
        for _, _, silent in self._pairs:
            silent.set()

    def cut(self) -> None:
        for client, server, _ in self._pairs:
            for one in (client, server):
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def retarget(self, server: str) -> None:
        """Closes the present connections; new ones go to another server."""
        self._target = self._parse(server)
        self.cut()

    def close(self) -> None:
        self._listener.close()
        self.cut()

    @staticmethod
    def _parse(server: str) -> tuple[str, int]:
        host, _, port = server.removeprefix("http://").partition(":")
        return host, int(port)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server, silent = socket.create_connection(self._target), threading.Event()
            self._pairs.append((client, server, silent))
            self.connections += 1
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=(source, target, silent), daemon=True).start()

    @staticmethod
    def _forward(source: socket.socket, target: socket.socket, silent: threading.Event) -> None:
        try:
            while data := source.recv(65536):
                if not silent.is_set():
                    target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def running(**settings: str) -> Iterator[str]:
    """Starts a server with these settings as environment variables, yields its address, and stops it."""
    program = os.environ.get("VIDEOSEG_SERVER", str(ROOT / "src/VideoSeg.Server/bin/Release/net10.0/VideoSeg.Server.dll"))
    command = ["dotnet", program, "--models", str(ROOT / "models"), "--urls", "http://127.0.0.1:0", "--http-urls", ""]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings})
    assert process.stdout is not None
    ready = process.stdout.readline()
    assert ready.startswith("READY grpc="), ready
    yield ready.split("grpc=")[1].split()[0]
    process.terminate()
    assert process.wait(30) == 0


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    yield from running()


@pytest.fixture(scope="session")
def key() -> str:
    return "vskey_" + secrets.token_urlsafe(32)


@pytest.fixture(scope="session")
def guarded_server(key: str) -> Iterator[str]:
    """A server with one caller, who may publish the stream `gate`."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    yield from running(Access__Callers__gate__KeyHashes__0=f"sha256:{digest}", Access__Callers__gate__Rights__0="publish gate")


@pytest.fixture(scope="session")
def pictures() -> list[bytes]:
    """The first frames of the bundled clip as JPEG files."""
    import cv2
    capture, files = cv2.VideoCapture(str(CLIP)), []
    for _ in range(12):
        done, image = capture.read()
        assert done
        files.append(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())
    return files
