"""Saves and loads the whole network's weights, in half precision: they are a few megabytes, and need no file of the teachers."""
from __future__ import annotations

from pathlib import Path

import torch

from network.general_net import GeneralNet
from network.yolox import YoloxGraph


def save(net: GeneralNet, path: Path) -> None:
    """Weights, and the steps of the detector's graph."""
    torch.save({"detector": net.detector.plan(), "state": {k: v.half() for k, v in net.state_dict().items()}}, path)


def load(path: Path) -> GeneralNet:
    """The network, on the CPU, with nothing frozen but what training freezes."""
    saved = torch.load(path, map_location="cpu")
    net = GeneralNet(YoloxGraph.of_plan(saved["detector"]))
    net.load_state_dict({k: v.float() for k, v in saved["state"].items()})
    net.trunk.freeze_early()
    return net
