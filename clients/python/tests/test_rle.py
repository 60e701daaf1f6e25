from __future__ import annotations

import numpy as np
import pytest
from videoseg import rle


@pytest.mark.parametrize("seed", range(40))
def test_decode_is_the_inverse_of_encode(seed: int) -> None:
    random = np.random.default_rng(seed)
    mask = random.random(random.integers(1, 60, 2)) < random.choice([0, .02, .5, .98, 1])
    assert (rle.decode(rle.encode(mask), *mask.shape) == mask).all()


def test_counts_are_those_of_pycocotools() -> None:
    # pycocotools.mask.encode(np.asfortranarray(np.eye(4, dtype=np.uint8)))["counts"]
    assert rle.encode(np.eye(4)) == "01400000"
    assert (rle.decode("01400000", 4, 4) == np.eye(4)).all()


@pytest.mark.parametrize("counts", ["", "0", "o", "01400001", "é"])
def test_invalid_counts_are_refused(counts: str) -> None:
    with pytest.raises(ValueError):
        rle.decode(counts, 4, 4)
