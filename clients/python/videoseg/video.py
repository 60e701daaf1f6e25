"""Videos, read by the program ffmpeg: every container and codec that it knows, with the file's own times, sizes and colours."""
from __future__ import annotations

import json
import queue
import re
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from .results import Image

# What ffmpeg's filter showinfo says of a frame, on a line before its pixels.
FRAME = re.compile(r"^\[Parsed_showinfo_\d+ @ 0x[0-9a-f]+\] \[info\] n: *\d+ .*?pts_time:(\S+) .* s:(\d+)x(\d+) ")
STATING_DURATION = ("mov", "matroska", "avi", "flv", "asf", "mxf")  # containers; for others ffmpeg guesses
LEAST_STEP = 0.001


class IncompleteVideoWarning(UserWarning):
    """Frames of a video could not be read; all others were."""


def can_read_videos() -> bool:
    return shutil.which("ffmpeg") is not None and shutil.which("ffprobe") is not None


def read_video(path: str, rate: float) -> Iterator[tuple[Image, float]]:
    """Yields the frames of a video file as BGR, with their times in seconds from the first one. It goes on behind damaged places, and warns at the end if
    frames are missing. `rate` is used where the file has none."""
    media = _described(path)
    track = _shown_track(media)
    if track is None:
        raise ValueError(f"{path}: not a video that can be read")
    frame_rate = _fraction(track.get("avg_frame_rate", "0/0")) or rate
    times = _RisingTimes(1 / frame_rate)
    command = ["ffmpeg", "-hide_banner", "-nostats", "-nostdin", "-loglevel", "level+info", "-protocol_whitelist", "file", "-i", "file:" + path,
               "-map", f"0:{track['index']}", "-vf", "showinfo=checksum=0", "-autoscale", "0", "-vsync", "passthrough",
               "-c:v", "rawvideo", "-pix_fmt", "bgr24", "-f", "rawvideo", "pipe:1"]
    # In a session of its own: Ctrl-C is for this program, which then ends ffmpeg.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None and process.stderr is not None
    lines: queue.SimpleQueue[tuple[float | None, int, int] | None] = queue.SimpleQueue()
    errors: list[str] = []
    reader = threading.Thread(target=_read_lines, args=(process.stderr, lines, errors), daemon=True)
    reader.start()
    count = 0
    try:
        while (line := lines.get()) is not None:
            seconds, width, height = line
            pixels = process.stdout.read(3 * width * height)
            if len(pixels) < 3 * width * height:
                break
            count += 1
            yield np.frombuffer(pixels, np.uint8).reshape(height, width, 3), times.next(seconds)
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        process.stderr.close()
    if count == 0:
        raise ValueError(f"{path}: no frame can be decoded; the codec is {track.get('codec_name', 'unknown')}")
    missing = _missing(media, track, count, times, bool(errors))
    if missing > 0:
        why = errors[0] if errors else "the file ends too early"
        warnings.warn(f"{path}: {missing} of {count + missing} frames could not be read ({why})", IncompleteVideoWarning, stacklevel=2)


class _RisingTimes:
    """Times from the first frame; where captures were joined, the next one follows the one before."""

    def __init__(self, step: float):
        self.start, self.last, self._step, self._shift = 0.0, -1.0, step, 0.0

    def next(self, seconds: float | None) -> float:
        if self.last < 0:
            self.start, self._shift, self.last = seconds or 0.0, -(seconds or 0.0), 0.0
            return 0.0
        time = self.last + self._step if seconds is None else seconds + self._shift
        if time <= self.last - self._step:
            self._shift += self.last + self._step - time
            time = self.last + self._step
        elif time <= self.last:
            time = self.last + LEAST_STEP
        self.last = time
        return time


def _read_lines(stderr: IO[bytes], lines: queue.SimpleQueue[tuple[float | None, int, int] | None], errors: list[str]) -> None:
    for raw in stderr:
        line = raw.decode("utf-8", "replace").rstrip("\n")
        if match := FRAME.match(line):
            time = match[1]
            lines.put((None if time == "NOPTS" else float(time), int(match[2]), int(match[3])))
        elif "[error]" in line or "[fatal]" in line or "corrupt" in line:
            errors.append(line.rpartition("] ")[2])
    lines.put(None)


def _described(path: str) -> dict[str, Any]:
    command = ["ffprobe", "-v", "quiet", "-print_format", "json", "-show_format", "-show_streams", "-protocol_whitelist", "file", "-i", "file:" + path]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False).stdout
    return dict(json.loads(answer or b"{}"))


def _shown_track(media: dict[str, Any]) -> dict[str, Any] | None:
    """The largest of the video tracks that are marked as default, else the largest; a cover picture only if there is nothing else."""
    videos = [s for s in media.get("streams", []) if s.get("codec_type") == "video"]

    def rank(track: dict[str, Any]) -> tuple[bool, bool, int]:
        disposition = track.get("disposition", {})
        return not disposition.get("attached_pic"), bool(disposition.get("default")), track.get("width", 0) * track.get("height", 0)

    return max(videos, key=rank, default=None)


def _missing(media: dict[str, Any], track: dict[str, Any], count: int, times: _RisingTimes, failed: bool) -> int:
    """How many frames are missing, by what the container says. Its count alone accuses nobody: AVI counts empty frames, an edit list hides some."""
    rate, expected = _fraction(track.get("avg_frame_rate", "0/0")), int(track.get("nb_frames", 0))
    early = (_end(media, track, rate, expected) - times.start - times.last) * rate
    if not failed and early <= 1.5:
        return 0
    constant = rate if track.get("avg_frame_rate") == track.get("r_frame_rate") else 0.0
    gaps = round(times.last * constant) + 1 - count if failed and constant else 0
    return max(expected - count if expected else 0, max(0, gaps) + (round(early) - 1 if early > 1.5 else 0))


def _end(media: dict[str, Any], track: dict[str, Any], rate: float, expected: int) -> float:
    """When the last frame ends, in seconds from the start of the file; 0: unknown."""
    container = media.get("format", {})
    name = container.get("format_name", "")
    if not name.startswith(STATING_DURATION):
        return 0.0
    if name == "avi" and expected and rate:
        return expected / rate
    if "duration" in track:
        return float(track.get("start_time", 0)) - float(container.get("start_time", 0)) + float(track["duration"])
    for key, value in track.get("tags", {}).items():
        if key.startswith("DURATION"):
            hours, minutes, seconds = value.split(":")
            return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return float(container.get("duration", 0)) if len(media["streams"]) == 1 else 0.0


def _fraction(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below) if float(below or 0) else 0.0

