"""Augmentation keeps picture, label and ids aligned."""
from __future__ import annotations

import random

import numpy as np
import pytest

from conftest import PEDESTRIAN, ROAD, cut_out, painted, street
from network.street_net import HEIGHT, STRIDE, VOID, WIDTH
from train.augment import FIRST_PASTED, WIDE_SCALES, Crop, Paste, noise, photometric
from train.batches import Feeder, rarity
from train.samples import Sample, camvid, last_fifths
from train.targets import targets


def share_aligned(view: Sample) -> float:
    """The share of the labelled pixels whose colour is that of their class, within what interpolation blends."""
    known = view.label != VOID
    return float((np.abs(view.image.astype(int) - painted(view.label)).max(-1) < 30)[known].mean())


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_a_crop_moves_picture_label_and_ids_alike(seed: int, whole: bool) -> None:
    sample = street(seed)
    crop = Crop(sample.label.shape, random.Random(seed), whole, WIDE_SCALES)
    view = crop.apply(sample)
    assert view.image.shape == (HEIGHT, WIDTH, 3) and view.label.shape == view.ids.shape == (HEIGHT, WIDTH)
    assert share_aligned(view) > .97
    assert np.array_equal(np.unique(view.label[view.ids == 2]), [PEDESTRIAN] if (view.ids == 2).any() else [])


def test_the_alignment_that_is_tested_would_be_missed_if_a_view_were_mirrored_in_part() -> None:
    view = Crop((360, 480), random.Random(1), True).apply(street())
    assert share_aligned(Sample(view.image[:, ::-1], view.label, view.ids)) < .9


def test_what_lies_outside_the_picture_is_void() -> None:
    crop = Crop((360, 480), random.Random(1), False, (0.5,))
    view = crop.apply(street())
    assert crop.height < HEIGHT and (view.label[crop.height:] == VOID).all() and not view.ids[crop.height:].any()


@pytest.mark.parametrize("seed", range(6))
def test_pasted_people_are_in_picture_label_and_ids(seed: int) -> None:
    view = street(seed, (HEIGHT, WIDTH))
    pasted = Paste([cut_out()], random.Random(seed), (60, 120), 3, view).apply(view)
    new = pasted.ids >= FIRST_PASTED
    assert new.any() and (pasted.label[new] == PEDESTRIAN).all()
    assert np.array_equal(pasted.label[~new], view.label[~new])
    changed = (pasted.image != view.image).any(-1)
    assert changed[~new].mean() < .02  # the soft rim alone


def test_the_same_paste_is_the_same_in_two_views() -> None:
    first, second = street(0, (HEIGHT, WIDTH)), street(1, (HEIGHT, WIDTH))
    paste = Paste([cut_out()], random.Random(4), (60, 120), 3, first)
    in_front = [piece for piece in paste.pieces if not piece.behind]
    assert in_front
    a, b = (paste.apply(view).ids for view in (first, second))
    for number in set(np.unique(a[a >= FIRST_PASTED])) & set(np.unique(b[b >= FIRST_PASTED])):
        if not paste.pieces[number - FIRST_PASTED].behind and (a == number).sum() == (b == number).sum():
            assert np.array_equal(a == number, b == number)


def test_changes_of_light_and_noise_keep_size_and_type(r: random.Random) -> None:
    image = street(0, (HEIGHT, WIDTH)).image
    for changed in (photometric(image, r), noise(image, r)):
        assert changed.shape == image.shape and changed.dtype == np.uint8 and not np.array_equal(changed, image)


def test_the_targets_lie_where_the_instances_are() -> None:
    sample = street(0, (HEIGHT, WIDTH))
    heat, instances = targets(sample)
    assert [i.number for i in instances] == [1, 2]  # the largest first
    for instance in instances:
        rows, columns = np.nonzero(sample.ids == instance.number)
        assert instance.box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        y, x = divmod(instance.cell, WIDTH // STRIDE)
        assert heat[instance.kind, y, x] == 1 and sample.ids[STRIDE * y, STRIDE * x] == instance.number
        assert abs(instance.mask.sum() * STRIDE ** 2 - (sample.ids == instance.number).sum()) < 50
    assert (heat == 1).sum() == 2


@pytest.mark.parametrize("narrow", [False, True])
def test_batches_are_the_same_for_the_same_seed(narrow: bool) -> None:
    clip = [clip_frame(i) for i in range(12)]
    first, second = (Feeder([street(0), street(1)], clip, 5, narrow) for _ in range(2))
    for _ in range(2):
        a, b = first.batch(), second.batch()
        assert a.image.shape == (7, 3, HEIGHT, WIDTH) and [(p.first, p.second) for p in a.pairs] == [(3, 4), (5, 6)]
        assert bool((a.image == b.image).all()) and a.origin == b.origin == [0, 1, 2, 3, 3, 4, 4]


def clip_frame(index: int) -> Sample:
    """A frame of a made clip: a person walks over a road, away from its edges."""
    label, ids = np.full((576, 768), ROAD, np.uint8), np.zeros((576, 768), np.uint8)
    label[200:300, 300 + 4 * index:340 + 4 * index], ids[200:300, 300 + 4 * index:340 + 4 * index] = PEDESTRIAN, 1
    return Sample(painted(label), label, ids)


def test_pictures_with_rare_classes_are_drawn_more_often() -> None:
    common = street(0)
    common = Sample(common.image, np.where(common.label == PEDESTRIAN, ROAD, common.label), common.ids)
    chances = rarity([common, common, street(0)], 6.)
    assert chances[2] > chances[0]


def test_the_last_fifth_of_each_sequence_is_held_out() -> None:
    names = [f"a_{i:02}.png" for i in range(10)] + [f"b_{i}.png" for i in range(5)]
    assert last_fifths(names) == {"a_08.png", "a_09.png", "b_4.png"}


def test_a_folder_without_pictures_is_an_error(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match="train: no pictures"):
        camvid(tmp_path, "train")
