"""Cuts people out of a clip, each into a transparent picture of the frame's size: the walkers of `bench tracks`.

    python3 -m labels.walkers --clip vtest.avi --pseudo work/vtest.npz --out ../../tests/fixtures/people/walkers

They were chosen by eye among the people of frames 0-499 who touch nobody: large, well outlined, and no one twice.
"""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from network.options import parser
from train.clips import read_frames

WALKERS = {2: 62, 17: 71, 117: 81, 135: 82, 202: 23, 221: 25, 222: 31, 233: 33, 388: 73, 402: 46, 424: 77, 492: 60}
"""By frame, the instance id of the person in the labels."""


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--pseudo", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    frames, people = read_frames(args.clip, 0, max(WALKERS) + 1), np.load(args.pseudo)["ids"]
    for frame, person in WALKERS.items():
        opacity = cv2.blur((people[frame] == person) * np.uint8(255), (3, 3))
        picture = np.dstack([frames[frame][..., ::-1] * (opacity > 0)[..., None], opacity])
        cv2.imwrite(str(args.out / f"{frame:03}.png"), picture)


if __name__ == "__main__":
    main()
