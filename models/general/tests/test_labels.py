"""What views and teachers tell the network."""
from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from labels import targets
from labels.followed import followed
from labels.pictures import Instance, Picture, cut, from_above
from labels.teachers import SQUARE, Teachers
from labels.views import GRID, HEIGHT, WIDTH, fitting, moved, place, random_fit
from network.classes import CHANNEL, CHANNELS, CITYSCAPES, COCO, VOC
from network.mosaic import ADE


class Says:
    """A runner that is sure of one class everywhere, or in the left half of the picture alone."""

    def __init__(self, classes: list[str], name: str, left: str | None = None, size: tuple[int, int] = (33, 33)):
        self.logits = torch.zeros(1, len(classes), *size)
        self.logits[:, classes.index(name)] = 9
        if left is not None:
            self.logits[..., :size[1] // 2] = 0
            self.logits[:, classes.index(left), :, :size[1] // 2] = 9
        self.pictures = 0

    def __call__(self, image: np.ndarray) -> list[Tensor]:
        self.pictures += 1
        return [self.logits]


def teachers(ade: str, city: str = "road", voc: str = "background") -> Teachers:
    return Teachers(Says(ADE, ade, size=GRID), Says(CITYSCAPES, city), Says(VOC, voc))


def grey(*instances: Instance, complete: bool = True) -> Picture:
    return Picture("made", np.full((HEIGHT, WIDTH, 3), 128, np.uint8), list(instances), complete)


def test_the_second_view_of_a_place_is_moved_by_whole_cells() -> None:
    mask = np.zeros((240, 320), np.uint8)
    mask[60:120, 80:160] = 1
    picture = Picture("made", np.zeros((240, 320, 3), np.uint8), [cut(0, mask)])
    fit = fitting((240, 320))
    (first,), (second,) = place(picture, fit), place(picture, moved(fit, (2, -2)))
    np.testing.assert_array_equal(second.mask[4:40, 6:60], first.mask[6:42, 4:58])


def test_a_turned_view_keeps_the_size_of_things() -> None:
    mask = np.zeros((240, 320), np.uint8)
    mask[100:140, 140:180] = 1
    picture = Picture("made", np.zeros((240, 320, 3), np.uint8), [cut(0, mask)])
    fit = random_fit((240, 320), random.Random(1), (1.0, 1.0), turn=90.0)
    (placed,) = place(picture, fit)
    assert placed.inside > 0.95
    assert abs(placed.mask.sum() * 16 / (40 * 40 * abs(np.linalg.det(fit[:, :2]))) - 1) < 0.05


def test_out_of_doors_the_teacher_of_streets_is_heard_and_indoors_not() -> None:
    outside, inside = teachers("road", "sidewalk"), teachers("wall", "sidewalk")
    p = outside.say(grey())
    assert 0.4 < p[CHANNEL["pavement"], 48, 64] < 0.6 and 0.4 < p[CHANNEL["road"], 48, 64] < 0.6
    assert inside.say(grey())[CHANNEL["wall"], 48, 64] > 0.9
    assert inside.city.pictures == 0


def test_what_ade_has_no_name_for_is_not_halved() -> None:
    assert teachers("sky", "pole").say(grey())[CHANNEL["pole"], 48, 64] > 0.9


def test_people_close_up_come_from_the_teacher_that_sees_them() -> None:
    person = Instance(COCO.index("person"), 200, 100, np.ones((80, 60), np.uint8))
    said = teachers("wall", voc="person")
    assert said.say(grey(person, complete=False))[CHANNEL["person"], 48, 64] > 0.9
    assert said.say(grey(person))[CHANNEL["wall"], 48, 64] > 0.9  # where every person is labelled, labels say so


def test_a_teacher_is_averaged_with_what_it_says_of_the_mirror_image() -> None:
    half = Teachers(Says(ADE, "wall", left="door", size=GRID), Says(CITYSCAPES, "road"), Says(VOC, "background"))
    p = half.say(grey())
    np.testing.assert_allclose(p[CHANNEL["door"]], p[CHANNEL["door"]][:, ::-1], atol=1e-6)
    assert 0.4 < p[CHANNEL["door"], 48, 10] < 0.6


def test_from_above_nothing_is_water_and_vehicles_are_where_their_boxes_are(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "made.jpg"), np.full((HEIGHT, WIDTH, 3), 90, np.uint8))
    (tmp_path / "made.txt").write_text("0 0.5 0.5 0.25 0.25\n")
    (picture,) = from_above(tmp_path)
    said = np.zeros((len(CHANNELS), *GRID), np.float32)
    said[CHANNEL["water"]], said[CHANNEL["vehicle"]] = 0.7, 0.3
    fit = fitting(picture.image.shape[:2])
    target, weight = targets.cells(picture, said, fit, place(picture, fit), above=True)
    assert target[CHANNEL["water"]].max() == 0
    assert target[CHANNEL["vehicle"], 48, 64] == 255 and target[CHANNEL["road"], 10, 10] == 255
    assert weight[48, 64] == 255 and weight[37, 49] == 0  # the corner of a box may be either


def test_things_are_followed_from_frame_to_frame(tmp_path: Path) -> None:
    clip = tmp_path / "made.avi"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter_fourcc(*"MJPG"), 4, (WIDTH, HEIGHT))
    for _ in range(8):
        writer.write(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    writer.release()
    frames = iter(range(8))

    def frozen(view: np.ndarray) -> list[Tensor]:
        frame = next(frames)
        scores, boxes = torch.zeros(1, 120, len(COCO)), torch.zeros(1, 120, 4)
        left = 20.0 + 10 * frame if frame < 4 else 400.0
        scores[0, 0, 0], boxes[0, 0] = 0.9, torch.tensor([left, 50, left + 60, 200])
        return [torch.zeros(1)] * 4 + [scores, boxes, torch.zeros(1)]

    pictures = followed(clip, frozen)
    assert [p.instances[0].identity for p in pictures] == [0, 0, 0, 0, 1, 1][:len(pictures)]
    assert {p.scene for p in pictures} == {"made.avi"}


def test_the_side_of_what_deeplab_takes_is_its_own() -> None:
    seen = []

    def run(image: np.ndarray) -> list[Tensor]:
        seen.append(image.shape)
        return [torch.zeros(1, len(CITYSCAPES), 33, 33)]

    Teachers(Says(ADE, "road", size=GRID), run, Says(VOC, "background")).say(grey())
    assert seen == [(SQUARE, SQUARE, 3)]
