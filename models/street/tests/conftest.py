"""What the tests share: a small graph with seeded random weights in place of the COCO network, and made pictures."""
from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from network.street_net import FEATURES, HEAD, StreetNet
from network.tfjs import Graph, Node
from train.batches import Batch, Pair, assemble
from train.samples import CutOut, Sample

ROAD, SKY, CAR, PEDESTRIAN = 3, 0, 8, 9


class GraphBuilder:
    """Writes a tfjs graph with random weights, node by node."""

    def __init__(self, seed: int):
        self.random = np.random.RandomState(seed)
        self.nodes: list[Node] = [{"name": "image", "op": "Placeholder"}]
        self.constants: dict[str, np.ndarray] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.nodes.append({"name": name, "op": "Const"})
        self.constants[name] = value.astype(np.float32)
        return name

    def node(self, name: str, op: str, *inputs: str) -> str:
        self.nodes.append({"name": name, "op": op, "input": list(inputs)})
        return name

    def convolution(self, name: str, x: str, channels_in: int, channels_out: int, size: int = 1, stride: int = 1) -> str:
        """A convolution with a bias; channels and sizes are those of its filter, HWIO."""
        filters = self.random.randn(size, size, channels_in, channels_out) / np.sqrt(size * size * channels_in)
        inputs = [x, self.constant(name + "/filter", filters), self.constant(name + "/bias", .1 * self.random.randn(channels_out))]
        return self._convolve(name, "_FusedConv2D", inputs, stride)

    def depthwise(self, name: str, x: str, channels: int, size: int = 3) -> str:
        """A depthwise convolution; its filter is HWC1."""
        filters = self.random.randn(size, size, channels, 1) / size
        return self._convolve(name, "DepthwiseConv2dNative", [x, self.constant(name + "/filter", filters)], 1)

    def _convolve(self, name: str, op: str, inputs: list[str], stride: int) -> str:
        attributes = {"strides": {"list": {"i": ["1", str(stride), str(stride), "1"]}}, "padding": {"s": "U0FNRQ=="}}  # base64 of SAME
        self.nodes.append({"name": name, "op": op, "input": inputs, "attr": attributes})
        return name


def small_graph(seed: int = 1) -> Graph:
    """A graph with the nodes that StreetNet reads, of the same channels and strides as the COCO network's, and few layers between."""
    g = GraphBuilder(seed)
    fine, low, p16, p8, p4 = FEATURES
    scaled = g.node("scaled", "Mul", "image", g.constant("scale", np.full((), 1 / 128)))
    x = g.convolution("stem", scaled, 3, 16, 3, 2)
    gate = g.node("gate", "Relu6", g.node("plus", "AddV2", x, g.constant("three", np.full((), 3.))))
    sixth = g.node("sixth", "Mul", x, g.constant("one sixth", np.full((), .16663)))
    g.node(fine, "Mul", sixth, gate)  # hard swish
    g.node(low, "Add", g.convolution("stride4", fine, 16, 24, 3, 2), g.constant("channels", g.random.randn(24)))
    x = g.convolution("stride8", low, 24, 64, 3, 2)
    x = g.node(p16, "Relu", g.convolution("stride16", x, 64, 256, 3, 2))
    x = g.node(p8, "Relu", g.node("enlarged8", "ResizeBilinear", g.convolution("to8", x, 256, 192), g.constant("size8", np.zeros(2))))
    x = g.node("enlarged4", "ResizeBilinear", g.convolution("to4", x, 192, 128), g.constant("size4", np.zeros(2)))
    g.node(p4, "Mul", x, g.node("squeeze", "Sigmoid", g.node("mean", "Mean", x, g.constant("axes", np.array([1, 2])))))
    for head, channels in (("centernet_cls_output", 80), ("centernet_wh_output", 4)):
        depthwise = g.depthwise(f"{HEAD}{head}/separable_conv2d/depthwise", p4, 128)
        g.convolution(f"{HEAD}{head}/BiasAdd", depthwise, 128, channels)
    return Graph(g.nodes, g.constants)


def small_net(seed: int = 1) -> StreetNet:
    torch.manual_seed(seed)
    return StreetNet(small_graph(seed)).to(memory_format=torch.channels_last)


def street(seed: int = 0, size: tuple[int, int] = (360, 480)) -> Sample:
    """A made street: sky over road, a car and a person. Each class has its own colour, so that label and picture can be compared."""
    label, ids = np.full(size, SKY, np.uint8), np.zeros(size, np.uint8)
    height, width = size
    label[height // 2:] = ROAD
    x = 40 + 17 * (seed % 5)
    car = (CAR, height // 2, width // 2, height // 2 + 70, width // 2 + 130)
    person = (PEDESTRIAN, height // 3, x, height // 3 + 120, x + 45)
    for number, (kind, top, left, bottom, right) in enumerate((car, person), 1):
        label[top:bottom, left:right], ids[top:bottom, left:right] = kind, number
    return Sample(painted(label), label, ids)


def painted(label: np.ndarray) -> np.ndarray:
    """A picture [H,W,3] uint8 in which each class has its colour."""
    return np.random.RandomState(7).randint(0, 256, (256, 3)).astype(np.uint8)[label]


def cut_out() -> CutOut:
    label = np.full((80, 30), PEDESTRIAN, np.uint8)
    return CutOut(painted(label), np.ones((80, 30), bool))


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def net() -> StreetNet:
    return small_net()


@pytest.fixture
def batch() -> Batch:
    """Two views of one made street, of the network's size."""
    sample = street(size=(352, 480))
    darker = Sample((sample.image * .9).astype(np.uint8), sample.label, sample.ids)
    return assemble([sample, darker], [Pair(0, 1)], [0, 0])


@pytest.fixture
def r() -> random.Random:
    return random.Random(3)
