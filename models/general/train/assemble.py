"""Puts what the runs trained into one file of weights.

    python3 -m train.assemble --mosaic M.tflite --yolox Y.onnx --surfaces work/surfaces.pt --instances work/instances.pt --detector work/detector.pt \
        --embeddings work/embeddings.pt --out general.pt
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch

from network.general_net import start
from train.detector import Readout
from train.instances import Heads
from train.surfaces import Surfaces
from network.weights import save


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mosaic", type=Path, required=True)
    parser.add_argument("--yolox", type=Path, required=True)
    parser.add_argument("--surfaces", type=Path)
    parser.add_argument("--instances", type=Path)
    parser.add_argument("--detector", type=Path)
    parser.add_argument("--embeddings", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    net = start(args.mosaic, args.yolox)
    if args.surfaces:
        Surfaces(net).load_state_dict(torch.load(args.surfaces, map_location="cpu"), strict=False)
    if args.instances:
        Heads(net).load_state_dict(torch.load(args.instances, map_location="cpu"))
    if args.detector:
        readout = Readout(net.detector)
        readout.load_state_dict(torch.load(args.detector, map_location="cpu"))
        readout.put_into(net.detector)
    if args.embeddings:
        net.embed.load_state_dict(torch.load(args.embeddings, map_location="cpu"))
    save(net, args.out)


if __name__ == "__main__":
    main()
