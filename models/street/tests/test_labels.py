"""Tracks of people, and the masks made from them."""
from __future__ import annotations

import numpy as np

from labels.pseudo import FIRST_VEHICLE, VisiblePerson, draw_scene, filled, people_masks
from labels.tracks import Track, drawn_tracks, interpolate, iou, link, merge_views, person_numbers, without_drawn


def box(x: float, score: float | None = None) -> np.ndarray:
    sides = [x, 10., x + 20, 60.]
    return np.array(sides if score is None else [*sides, score])


def test_boxes_of_two_views_of_one_person_become_one() -> None:
    merged = merge_views(np.stack([box(0, .9), box(2, .3), box(100, .5)]))
    assert merged.shape == (2, 5) and merged[0, 4] == .9
    assert merged[0, 0] == 2 * .3 / 1.2


def test_people_who_pass_each_other_keep_their_tracks() -> None:
    frames = {i: np.stack([box(10 * i, .9), box(200 - 10 * i, .8)]) for i in range(21) if i % 10 != 5}
    tracks = link(frames)
    assert [(track.first, track.last) for track in tracks] == [(0, 20), (0, 20)]
    assert tracks[0].boxes[20][0] == 200 and tracks[1].boxes[20][0] == 0


def test_a_gap_is_filled_along_a_line_and_a_long_one_is_marked() -> None:
    track = Track({0: box(0), 2: box(20), 12: box(120)}, [.9, .9, .9])
    interpolate(track, 13)
    assert sorted(track.boxes) == list(range(13)) and track.guessed == set(range(3, 12))
    assert track.boxes[6][0] == 60


def test_a_drawn_track_replaces_what_was_detected_there() -> None:
    detected, drawn = Track({i: box(i) for i in range(10)}, [.9]), Track({i: box(i) for i in (4, 5)}, drawn="blue coat")
    pieces = without_drawn([detected], [drawn])
    assert [(piece.first, piece.last) for piece in pieces] == [(0, 3), (6, 9)]
    assert len(set(person_numbers([*pieces, drawn]))) == 1  # they continue one another: one person


def test_pixels_go_to_the_person_whose_feet_are_lower() -> None:
    mask = np.zeros((100, 100), bool)
    mask[10:80, 20:50] = True
    back, front = VisiblePerson(1, np.array([20., 10., 45., 60.]), True), VisiblePerson(2, np.array([25., 30., 50., 80.]), True)
    ids = people_masks(mask, [back, front])
    assert ids[75, 40] == 2 and ids[12, 30] == 1 and ids[50, 40] == 2
    assert filled(mask, back.box) > .9 and iou(back.box[None], back.box[None])[0, 0] > .999


def test_the_drawn_files_are_complete() -> None:
    label, ids = draw_scene()
    assert label.shape == (576, 768) and set(np.unique(label)) <= set(range(9))
    assert (ids[ids > 0] >= FIRST_VEHICLE).all() and (label[ids > 0] == 8).any()
    tracks = drawn_tracks()
    assert len({track.drawn for track in tracks}) == 13 and len(tracks) == 17
    assert {track.last - track.first + 1 for track in tracks} >= {7, 87}
    assert max(track.last for track in tracks) < 500
