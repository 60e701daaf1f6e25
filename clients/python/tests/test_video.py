from __future__ import annotations

import subprocess
import warnings
from pathlib import Path

import pytest
from videoseg.frames import frames_of
from videoseg.video import IncompleteVideoWarning


def make(path: Path, frames: int, *codec: str, size: str = "128x96") -> Path:
    subprocess.run(["ffmpeg", "-nostdin", "-y", "-loglevel", "error", "-f", "lavfi", "-i", f"testsrc=size={size}:rate=10", "-frames:v", str(frames),
                    "-pix_fmt", "yuv420p", *codec, str(path)], check=True)
    return path


def test_frames_behind_a_damaged_place_are_read_and_those_within_are_counted(tmp_path: Path) -> None:
    path = make(tmp_path / "damaged.mp4", 40, "-c:v", "libx264", "-g", "5", "-bf", "0")
    data = bytearray(path.read_bytes())
    data[len(data) // 2:len(data) * 6 // 10] = bytes(len(data) * 6 // 10 - len(data) // 2)
    path.write_bytes(data)
    with pytest.warns(IncompleteVideoWarning, match="of 40 frames could not be read") as told:
        times = [frame.time for frame in frames_of(path)]
    assert times[-1] == pytest.approx(3.9)
    assert f" {40 - len(times)} of 40 " in str(told[0].message)


def test_a_whole_file_has_its_times_and_no_warning(tmp_path: Path) -> None:
    path = make(tmp_path / "2026-11-30T12:30 100%d.mkv", 6, "-vf", "settb=1/1000,setpts=if(lt(N\\,3)\\,N*100\\,300+(N-3)*500)", "-vsync", "vfr", "-c:v", "libx264")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [round(frame.time, 3) for frame in frames_of(path)] == [0, 0.1, 0.2, 0.3, 0.8, 1.3]


def test_frames_have_the_size_that_the_stream_has_then(tmp_path: Path) -> None:
    parts = [make(tmp_path / f"{size}.ts", 4, "-c:v", "libx264", "-bf", "0", size=size) for size in ("128x96", "192x128")]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    frames = list(frames_of(both))
    assert [frame.image.shape[:2] for frame in frames if frame.image is not None] == [(96, 128)] * 4 + [(128, 192)] * 4
    assert all(b.time > a.time for a, b in zip(frames, frames[1:]))


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("These are words.")
    with pytest.raises(ValueError, match="words.mp4"):
        list(frames_of(tmp_path / "words.mp4"))
