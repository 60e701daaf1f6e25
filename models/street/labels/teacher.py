"""Detects people in the frames of a clip with the COCO network, on enlarged and mirrored views: candidates for the pseudo-labels.

    python3 -m labels.teacher --coco centernet.json --clip vtest.avi --end 500 --out work/people.npz
"""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from network.options import add_device_options, apply_device_options, parser
from network.street_net import BOX_UNIT, HEAD, STRIDE
from network.tfjs import TfGraph, read_graph
from train.clips import read_frames

VIEWS = [((1152, 864), False), ((1536, 1152), True)]  # width and height in px, mirrored
MIN_SCORE, MAX_DETECTIONS = 0.08, 80
PERSON = 0  # among COCO's 80 classes


def detect(graph: TfGraph, frame: np.ndarray, size: tuple[int, int], mirrored: bool) -> np.ndarray:
    """Detections [n,5] of people in one view: x0, y0, x1, y1 in the frame's px, score.

    `graph` returns the logits of the classes and the boxes; `frame` is [H,W,3] uint8 RGB, `size` the view's width and height in px.
    """
    height, width = frame.shape[:2]
    view = cv2.resize(frame[:, ::-1] if mirrored else frame, size, interpolation=cv2.INTER_CUBIC)
    device = next(graph.parameters()).device
    image = torch.from_numpy(np.ascontiguousarray(view)).to(device).permute(2, 0, 1)[None].float()
    heat, box = (output.cpu() for output in graph(image.contiguous(memory_format=torch.channels_last)))
    heat = torch.sigmoid(heat[:, PERSON])
    peaks = (heat * (heat == F.max_pool2d(heat, 3, 1, 1)).float())[0]
    score, index = peaks.flatten().topk(MAX_DETECTIONS)
    index = index[score > MIN_SCORE]
    y, x = torch.div(index, peaks.shape[1], rounding_mode="floor"), index % peaks.shape[1]
    extent = BOX_UNIT * box[0][:, y, x]
    x0, y0, x1, y1 = STRIDE * x - extent[0], STRIDE * y - extent[1], STRIDE * x + extent[2], STRIDE * y + extent[3]
    if mirrored:
        x0, x1 = size[0] - x1, size[0] - x0
    scale = torch.tensor([width / size[0], height / size[1]])
    return torch.stack([x0 * scale[0], y0 * scale[1], x1 * scale[0], y1 * scale[1], score[:len(index)]], 1).numpy()


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--coco", type=Path, required=True)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--end", type=int, default=500, help="frames from here on are for measuring only")
    options.add_argument("--step", type=int, default=2, help="detect in every step-th frame; tracks close the gaps")
    options.add_argument("--out", type=Path, required=True)
    add_device_options(options)
    args = options.parse_args()
    device = apply_device_options(args)
    graph = TfGraph(read_graph(args.coco), [HEAD + "centernet_cls_output/BiasAdd", HEAD + "centernet_wh_output/BiasAdd"])
    graph.to(device, memory_format=torch.channels_last)
    found: list[np.ndarray] = []  # rows: frame, view, x0, y0, x1, y1, score
    with torch.no_grad():
        for index, frame in enumerate(read_frames(args.clip, 0, args.end)):
            if index % args.step:
                continue
            for view, (size, mirrored) in enumerate(VIEWS):
                boxes = detect(graph, frame, size, mirrored)
                found.append(np.concatenate([np.tile([index, view], (len(boxes), 1)), boxes], 1))
            if index % 50 == 0:
                print(index, flush=True)
    np.savez(args.out, detections=np.concatenate(found))


if __name__ == "__main__":
    main()
