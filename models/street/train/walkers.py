"""People cut out of a clip, as pictures of the frame's size that are clear but for them: who walks in `bench tracks`.

    python3 walkers.py --clip vtest.avi --pseudo vtest-labels.npz --out ../../../tests/fixtures/people/walkers

Chosen by eye among the people of frames 0-499 whom nobody touches: large, well outlined, and no one twice.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from clips import read_frames

WALKERS = {2: 62, 17: 71, 117: 81, 135: 82, 202: 23, 221: 25, 222: 31, 233: 33, 388: 73, 402: 46, 424: 77, 492: 60}
"""The person's number in a frame's labels."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--pseudo", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    frames, people = read_frames(args.clip, 0, max(WALKERS) + 1), np.load(args.pseudo)["ids"]
    for frame, person in WALKERS.items():
        opacity = cv2.blur((people[frame] == person) * np.uint8(255), (3, 3))
        picture = np.dstack([frames[frame][..., ::-1] * (opacity > 0)[..., None], opacity])
        cv2.imwrite(str(args.out / f"{frame:03}.png"), picture)


if __name__ == "__main__":
    main()
