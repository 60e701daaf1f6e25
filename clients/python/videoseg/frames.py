"""Sources of frames: a video, a folder of pictures, a camera, or the caller's own arrays and encoded pictures."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

import numpy as np

from .results import Image
from .v1 import frame_pb2
from .video import can_read_videos, read_video

PICTURES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"}

Picture = Union[Image, bytes]  # [H, W, 3] BGR, [H, W] greyscale, or a complete JPEG, PNG or WebP file
Source = Union[str, Path, int, Iterable[Union[Picture, "Frame"]]]


@dataclass(frozen=True)
class Frame:
    """A picture and its presentation time, in seconds from the start of the video."""
    picture: Picture
    time: float

    @property
    def image(self) -> Image | None:
        """The pixels; None for an encoded picture."""
        return None if isinstance(self.picture, bytes) else self.picture

    def to_message(self, number: int, jpeg_quality: int | None, as_stored: bool = False) -> frame_pb2.Frame:
        message = frame_pb2.Frame(frame_number=number, as_stored=as_stored)
        message.presentation_time.FromNanoseconds(round(self.time * 1e9))
        if isinstance(self.picture, bytes):
            message.encoded = self.picture
        elif jpeg_quality is not None:
            done, data = _cv2().imencode(".jpg", self.picture, [_cv2().IMWRITE_JPEG_QUALITY, jpeg_quality])
            if not done:
                raise ValueError(f"a picture of shape {self.picture.shape} and type {self.picture.dtype} cannot be encoded as JPEG")
            message.encoded = data.tobytes()
        else:
            message.raw.CopyFrom(_raw(self.picture))
        return message


def frames_of(source: Source, rate: float = 30.0) -> Iterator[Frame]:
    """Yields the frames of `source`. Pictures without timestamps follow each other at `rate` per second. A folder's pictures come in
    natural order (frame2 before frame10); hidden files (.name) are skipped. A video file is read by ffmpeg, with the file's own times; without
    ffmpeg OpenCV reads it."""
    if isinstance(source, (str, Path)) and Path(source).is_dir():
        files = sorted((p for p in Path(source).iterdir() if p.suffix.lower() in PICTURES and not p.name.startswith(".")), key=_natural)
        if not files:
            raise ValueError(f"{source}: this folder has no pictures; allowed are {', '.join(sorted(PICTURES))}")
        yield from (Frame(p.read_bytes(), i / rate) for i, p in enumerate(files))
    elif isinstance(source, (str, Path)) and Path(source).is_file() and can_read_videos():
        yield from (Frame(image, time) for image, time in read_video(str(source), rate))
    elif isinstance(source, (str, Path, int)):
        yield from _captured(source, rate)
    else:
        for index, item in enumerate(source):
            yield item if isinstance(item, Frame) else Frame(item, index / rate)


def _natural(path: Path) -> tuple[list[str | int], str]:
    """A sort key that compares runs of digits as numbers."""
    parts = re.split(r"([0-9]+)", path.name)  # text and digits alternate
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], path.name


def _captured(source: str | Path | int, rate: float) -> Iterator[Frame]:
    cv2 = _cv2()
    capture = cv2.VideoCapture(source if isinstance(source, int) else str(source))
    try:
        if not capture.isOpened():
            raise ValueError(f"{source}: not a video, a camera or a folder of pictures that can be opened")
        last = -1.0
        while True:
            done, image = capture.read()
            if not done:
                return
            time = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            last = time if time > last else last + 1 / (capture.get(cv2.CAP_PROP_FPS) or rate)
            yield Frame(image, max(last, 0.0))
    finally:
        capture.release()


def _raw(image: Image) -> frame_pb2.RawPicture:
    if image.dtype != np.uint8 or not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)):
        raise ValueError(f"a picture must be uint8 [H, W, 3] (BGR) or [H, W] (greyscale); this one is {image.dtype} {list(image.shape)}")
    kind = frame_pb2.PIXEL_FORMAT_GRAY8 if image.ndim == 2 else frame_pb2.PIXEL_FORMAT_BGR24
    return frame_pb2.RawPicture(pixel_format=kind, width=image.shape[1], height=image.shape[0], pixels=image.tobytes())


def _cv2() -> Any:
    try:
        import cv2
    except ImportError:
        raise ImportError("videos, cameras and JPEG encoding need OpenCV: install opencv-python or Debian's python3-opencv") from None
    return cv2
