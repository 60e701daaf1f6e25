from __future__ import annotations

from pathlib import Path

import pytest
from videoseg.frames import frames_of


def pictures_of(folder: Path) -> list[bytes]:
    return [frame.picture for frame in frames_of(folder) if isinstance(frame.picture, bytes)]


def test_pictures_of_a_folder_come_in_natural_order(tmp_path: Path) -> None:
    for number in (12, 2, 1, 10, 3):
        (tmp_path / f"frame{number}.jpg").write_bytes(b"%d" % number)
    assert pictures_of(tmp_path) == [b"1", b"2", b"3", b"10", b"12"]


def test_names_that_mix_text_and_digits_have_an_order(tmp_path: Path) -> None:
    names = ["1.jpg", "a.jpg", "a1b2.jpg", "a1b10.jpg", "a01b2.jpg"]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    assert pictures_of(tmp_path) == [b"1.jpg", b"a01b2.jpg", b"a1b2.jpg", b"a1b10.jpg", b"a.jpg"]


def test_hidden_files_and_other_files_of_a_folder_are_skipped(tmp_path: Path) -> None:
    for name in ("1.png", "._1.png", ".hidden.jpg", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())
    assert pictures_of(tmp_path) == [b"1.png"]


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".1.png").write_bytes(b"")
    with pytest.raises(ValueError, match="no pictures"):
        list(frames_of(tmp_path))


def test_pictures_without_timestamps_follow_at_the_given_rate() -> None:
    assert [frame.time for frame in frames_of([b"", b"", b""], rate=4)] == [0, 0.25, 0.5]
