"""COCO's compressed run-length encoding, as pycocotools reads and writes it, with numpy only."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def decode(counts: str, height: int, width: int) -> Mask:
    """The mask [height, width]. Raises ValueError if the counts are invalid."""
    runs = _read(counts)
    if (runs < 0).any() or runs.sum() != height * width:
        raise ValueError(f"the run lengths add up to {int(runs.sum())} pixels; a mask of {width}x{height} has {width * height}")
    values = np.arange(len(runs)) % 2 == 1  # runs of 0 and 1 alternate
    return np.repeat(values, runs).reshape(width, height).T


def encode(mask: npt.NDArray[np.generic]) -> str:
    """The counts of a mask [height, width]; nonzero pixels are set."""
    flat = np.asarray(mask).astype(bool).T.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    runs = np.diff(changes, prepend=0, append=flat.size)
    if flat.size and flat[0]:
        runs = np.insert(runs, 0, 0)
    return _write(runs)


def _read(counts: str) -> npt.NDArray[np.int64]:
    """Reads numbers in groups of five bits, lowest first; the sixth bit says that more groups follow. From the fourth number on,
    each is the difference from the number two before (cocoapi, maskApi.c)."""
    codes = np.frombuffer(counts.encode("ascii"), np.uint8).astype(np.int64) - 48
    if codes.size == 0 or (codes < 0).any() or (codes > 63).any() or codes[-1] & 32:
        raise ValueError("the run lengths are truncated or contain an invalid character")
    runs: list[int] = []
    value, shift = 0, 0
    for code in codes.tolist():
        value |= (code & 31) << shift
        shift += 5
        if not code & 32:
            if code & 16:
                value |= -1 << shift
            runs.append(value + (runs[-2] if len(runs) > 2 else 0))
            value, shift = 0, 0
    return np.asarray(runs, np.int64)


def _write(runs: npt.NDArray[np.int64]) -> str:
    text = bytearray()
    for index, run in enumerate(runs.tolist()):
        rest = run - int(runs[index - 2]) if index > 2 else run
        while True:
            group, rest = rest & 31, rest >> 5
            last = rest == (-1 if group & 16 else 0)
            text.append(48 + group + (0 if last else 32))
            if last:
                break
    return text.decode("ascii")
