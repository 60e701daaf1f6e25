"""Runs the examples of docs/examples.md: each test takes its code blocks from the document, so the document cannot be wrong unnoticed."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import cv2
import numpy as np
import videoseg
from conftest import ROOT, running

TOOL = f"dotnet {ROOT / 'clients/VideoSeg.Cli/bin/Release/net10.0/videoseg.dll'}"
PYTHON = {**os.environ, "PYTHONPATH": str(ROOT / "clients/python")}
SHELL = {
    **os.environ,
    "VIDEOSEG_SERVER": os.environ.get("VIDEOSEG_SERVER", str(ROOT / "src/VideoSeg.Server/bin/Release/net10.0/VideoSeg.Server.dll")),
    "Inference__Models": str(ROOT / "models")}


def block(heading: str, number: int, replaced: dict[str, str], document: str = "docs/examples.md") -> str:
    """A code block of a section of the document, with replacements. Fails if a text to replace is not in it."""
    section = re.split(r"^##? ", (ROOT / document).read_text(), flags=re.MULTILINE)
    text = next(s for s in section if s.startswith(heading + "\n"))
    code = re.findall(r"^```\w+\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)[number]
    for old, new in replaced.items():
        assert old in code, f"{heading}: block {number} does not say {old!r}"
        code = code.replace(old, new)
    return code


def shell(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-euc", code], cwd=ROOT, env=SHELL, capture_output=True, text=True)


@contextmanager
def serving(code: str) -> Iterator[str]:
    """Starts the server of a code block on a free port, yields its address, and stops it."""
    command = f"exec {code.strip()} --urls http://127.0.0.1:0 --http-urls ''"
    process = subprocess.Popen(["bash", "-euc", command], cwd=ROOT, env=SHELL, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("READY grpc="), ready
        yield ready.split("grpc=")[1].split()[0]
    finally:
        process.terminate()
        process.wait(30)


def test_a_webcam_in_three_lines(server: str, tmp_path: Path, pictures: list[bytes]) -> None:
    for number, picture in enumerate(pictures):
        (tmp_path / f"{number:02}.jpg").write_bytes(picture)
    code = block("A webcam in three lines", 0, {"stream(0,": f"stream({str(tmp_path)!r}, {server!r},"})
    assert len(code.splitlines()) == 3
    run = subprocess.run([sys.executable, "-c", code], env=PYTHON, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(len(pictures)))
    assert any("pedestrian" in line for line in lines)


def test_a_camera_to_events(tmp_path: Path) -> None:
    heading, delivered = "A camera to events", []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            delivered.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

    webhook = HTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=webhook.serve_forever, daemon=True).start()
    file = tmp_path / "events.json"
    file.write_text(block(heading, 0, {"127.0.0.1:9000": f"127.0.0.1:{webhook.server_port}"}))
    with serving(block(heading, 1, {"./videoseg": TOOL, "events.json": str(file)})) as server:
        follow = block(heading, 2, {"./videoseg": TOOL}).strip() + f" --server {server}"
        send = block(heading, 3, {"./videoseg": TOOL, "http://127.0.0.1:5080": server}).strip() + " --max-frames 12"
        follower = subprocess.Popen(["bash", "-euc", f"exec {follow}"], cwd=ROOT, env=SHELL, stdout=subprocess.PIPE, text=True)
        while follower.poll() is None:  # it does not get results from before it subscribed
            sent = shell(send)
            assert sent.returncode == 0, sent.stderr
        assert follower.stdout is not None
        lines = [json.loads(line) for line in follower.stdout]
    webhook.shutdown()
    results = [line for line in lines if "events" in line]
    assert len(results) == 3 and not any(line["segments"] for line in results)
    assert {e["place"] for e in delivered} == {"yard"} and "count_over" in {e["event"] for e in delivered}
    received = {(line["stream_id"], line["frame_number"], e["event"], e.get("track_id")) for line in results for e in line["events"]}
    assert received <= {(e["stream_id"], e["frame_number"], e["event"], e.get("track_id")) for e in delivered}


def test_the_server_accepts_the_events_file_of_the_guide(tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text(block("Events: zones, lines, counts", 0, {"Bearer …": "Bearer b"}, "docs/events.md"))
    with serving(f"{TOOL} serve --events {file}"):
        pass


def test_a_folder_of_files_overnight(tmp_path: Path, pictures: list[bytes]) -> None:
    (tmp_path / "videos").mkdir()
    for name in ("gate", "yard"):
        video = cv2.VideoWriter(str(tmp_path / f"videos/{name}.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 10, (768, 576))
        for picture in pictures[:4]:
            video.write(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR))
        video.release()
    code = block("A folder of files overnight", 0, {"./videoseg": TOOL, "/srv/videos": str(tmp_path / "videos"), "/srv/results": str(tmp_path / "results")})
    run = shell(code)
    assert run.returncode == 0, run.stdout + run.stderr
    for name in ("gate", "yard"):
        assert len((tmp_path / f"results/{name}.avi/results.jsonl").read_text().splitlines()) == 4
        assert "pedestrian" in (tmp_path / f"results/{name}.avi/summary.html").read_text()


def test_from_another_service(tmp_path: Path, pictures: list[bytes]) -> None:
    whole = {"name": "all", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}
    file = tmp_path / "events.json"
    file.write_text(json.dumps({"rules": [{"certain_after": 1, "zones": [whole]}]}))
    for server in running(Events__File=str(file)):
        code = block("From another service", 0, {"127.0.0.1:5080": server})
        with videoseg.Client(server) as client:
            client.subscribe("cam.*", name="door-counter", events_only=True).close()  # the service has subscribed once before
            first = list(client.stream(pictures[:1], stream_id="cam.gate"))[0]
            service = subprocess.Popen([sys.executable, "-c", code], env=PYTHON, stdout=subprocess.PIPE, text=True)
            assert service.stdout is not None
            assert [service.stdout.readline() for _ in first.events] == [f"cam.gate entered all {i + 1}\n" for i in range(len(first.events))]
            service.terminate()
            service.wait()


def test_your_own_model(tmp_path: Path, pictures: list[bytes]) -> None:
    own = {"./videoseg": TOOL, "my-models": str(tmp_path / "my-models")}
    checked = shell(block("Your own model", 0, own))
    assert checked.returncode == 0, checked.stderr
    assert "colours" in checked.stdout
    with serving(block("Your own model", 1, own)) as server, videoseg.Client(server) as client:
        assert [m.name for m in client.models()] == ["colours"]
        assert list(client.stream(pictures[:1], model="colours"))[0].segments
