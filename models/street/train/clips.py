"""Frames of a video file, and how a frame is fitted to the network's input."""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from network.street_net import HEIGHT, WIDTH


def read_frames(path: Path, first: int = 0, end: int | None = None) -> list[np.ndarray]:
    """Frames `first` up to, not including, `end`, each [H,W,3] uint8 RGB.

    Decodes from the start, since seeking is not exact in every container.
    """
    video, frames = cv2.VideoCapture(str(path)), []
    if not video.isOpened():
        raise FileNotFoundError(f"{path}: not a video that OpenCV can read")
    for index in range(end if end is not None else 1 << 30):
        ok, frame = video.read()
        if not ok:
            break
        if index >= first:
            frames.append(np.ascontiguousarray(frame[..., ::-1]))
    return frames


def stretch(frame: np.ndarray) -> np.ndarray:
    """Resizes [H,W,3] to the network's [352,480,3]; the aspect ratio is not kept."""
    return cv2.resize(frame, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def jpeg(frame: np.ndarray, quality: int) -> np.ndarray:
    """The frame [H,W,3] uint8 RGB, encoded as JPEG of that quality (0..100) and decoded again."""
    encoded = cv2.imencode(".jpg", np.ascontiguousarray(frame[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1])
