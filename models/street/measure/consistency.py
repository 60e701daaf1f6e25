"""Measures how consistent the network is: PQ of each frame against the same frame at JPEG quality 85, and against the next frame.

    python3 -m measure.consistency --coco centernet.json --weights street.pt --clip vtest.avi --first 500 --end 795

Figures are 0..1; counts are summed over the clip, the mean is over the classes that occur. Tune on frames 0-499 only.
"""
from __future__ import annotations

from pathlib import Path

import numpy as np

from measure.panoptic import SCORE, Panoptic, segment
from measure.quality import PanopticQuality
from network.options import add_network_options, load_network, parser
from network.street_net import HEIGHT, WIDTH
from train.clips import jpeg, read_frames


def main() -> None:
    options = parser(__doc__)
    add_network_options(options)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--first", type=int, default=500)
    options.add_argument("--end", type=int, default=795)
    options.add_argument("--step", type=int, default=1, help="measure every step-th frame (and the one after it)")
    options.add_argument("--score", type=float, default=SCORE)
    args = options.parse_args()
    net = load_network(args)

    def panoptic(frame: np.ndarray) -> Panoptic:
        return segment(net, frame, (HEIGHT, WIDTH), args.score)[0]

    compressed, neighbours = PanopticQuality(), PanopticQuality()
    frames = read_frames(args.clip, args.first, args.end)
    known: dict[int, Panoptic] = {}
    for i in range(0, len(frames), args.step):
        for j in (i, i + 1):
            if j < len(frames) and j not in known:
                known[j] = panoptic(frames[j])
        compressed.add(known[i], panoptic(jpeg(frames[i], 85)))
        if i + 1 in known:
            neighbours.add(known[i], known[i + 1])
    for name, quality in (("JPEG 85", compressed), ("neighbouring frames", neighbours)):
        print(name, {k: round(v / 100, 3) for k, v in quality.summary().items() if v is not None}, flush=True)


if __name__ == "__main__":
    main()
