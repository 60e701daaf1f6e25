"""The keyframe network: COCO's MobileNetV3 and CenterNet decoder with panoptic heads at stride 4.

Where a head is needed at a few cells alone (box, coefficients, embedding) it is evaluated at those cells only, in
training as in the exported graph: 64 cells of 10,560.
"""
from __future__ import annotations

from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from tfjs import TfGraph, parameter_key

WIDTH, HEIGHT, STRIDE = 480, 352, 4
CLASSES, VOID = 11, 11
THINGS = (8, 9, 10)  # car, pedestrian, bicyclist
PROTOTYPES, EMBEDDING = 16, 24
BOX_UNIT = 16.0  # px in one unit of the box head, as in the COCO network

HEAD = "tower_0/CenternetHead/"
TAPS = ["tower_0/MobilenetV3/Conv/hard_swish/mul_1",  # 16 channels, stride 2
        "tower_0/MobilenetV3/expanded_conv_2/add",  # 24 channels, stride 4
        HEAD + "Relu", HEAD + "Relu_1", HEAD + "mul"]  # 256, 192, 128 channels at strides 16, 8, 4
COCO_THINGS = [2, 0, 1]  # car, person, bicycle among COCO's 80 classes


def separable(channels_in: int, channels_out: int, kernel: int = 3) -> nn.Sequential:
    """Depthwise, then 1x1, batch norm (folded at export), ReLU."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_in, kernel, 1, kernel // 2, groups=channels_in, bias=False),
        nn.Conv2d(channels_in, channels_out, 1, bias=False), nn.BatchNorm2d(channels_out), nn.ReLU(True))


def upsample(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


class Residual(nn.Module):
    """x + separable(x), with the branch silent at first, so that it can be added to trained weights."""

    def __init__(self, channels: int, kernel: int):
        super().__init__()
        self.branch = separable(channels, channels, kernel)[:3]
        nn.init.zeros_(self.branch[2].weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.branch(x))


class PointHead(nn.Module):
    """Depthwise 3x3 and 1x1 layers evaluated on 3x3 patches [n,C,9] cut out at the wanted cells."""

    def __init__(self, channels: int, sizes: list[int]):
        super().__init__()
        self.depthwise = nn.Parameter(torch.randn(channels, 9) / 3)
        pairs = list(zip([channels] + sizes[:-1], sizes))
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in pairs)

    def forward(self, patches: Tensor) -> Tensor:
        """[..., C, 9] to [..., sizes[-1]]."""
        x = (patches * self.depthwise).sum(-1)
        for i, layer in enumerate(self.layers):
            x = layer(F.relu(x) if i else x)
        return x


def patches(features: Tensor, cells: Tensor) -> Tensor:
    """3x3 neighbourhoods of `features` [C,h,w] at flat `cells` [n] (y * w + x); zeros outside. [n,C,9]."""
    channels, height, width = features.shape
    padded = F.pad(features, (1, 1, 1, 1)).reshape(channels, -1)
    y, x = torch.div(cells, width, rounding_mode="floor"), cells % width
    corner = y * (width + 2) + x
    offsets = torch.tensor([dy * (width + 2) + dx for dy in range(3) for dx in range(3)])
    index = (corner[:, None] + offsets[None]).reshape(-1)
    return padded.index_select(1, index).reshape(channels, -1, 9).permute(1, 0, 2)


class StreetNet(nn.Module):
    """Image [B,3,H,W] RGB 0..255 to dense maps at stride 4: `semantic` [B,11,h,w] and `heat` [B,3,h,w] logits,
    `prototypes` [B,16,h,w] and `features` [B,128,h,w], from which `instances` reads single cells."""

    def __init__(self, coco: Path):
        super().__init__()
        self.body = TfGraph(coco, TAPS)
        self.ctx16, self.ctx8, self.gap = nn.Conv2d(256, 96, 1), nn.Conv2d(192, 96, 1), nn.Conv2d(256, 96, 1)
        self.ctx = separable(96, 96, 5)
        self.ctx_more = Residual(96, 5)
        self.up4, self.skip4, self.low4 = nn.Conv2d(96, 64, 1), nn.Conv2d(128, 64, 1), nn.Conv2d(24, 64, 1)
        self.low2 = nn.Conv2d(16, 64, 2, 2, bias=False)  # where in a cell a thin thing stands
        nn.init.zeros_(self.low2.weight)  # silent at first, so that it can be added to trained weights
        self.norm4 = nn.BatchNorm2d(64)
        self.mix = separable(64, 64)
        self.mix_more = Residual(64, 3)
        self.semantic = nn.Conv2d(64, CLASSES, 1)
        self.prototypes = nn.Sequential(separable(64, 32), nn.Conv2d(32, PROTOTYPES, 1))
        self.heat = nn.Sequential(nn.Conv2d(128, 128, 3, 1, 1, groups=128, bias=False), nn.Conv2d(128, len(THINGS), 1))
        self.heat_more = nn.Sequential(separable(64, 32, 5), nn.Conv2d(32, len(THINGS), 1))  # what the semantic head knows and COCO's decoder does not
        for parameter in self.heat_more[1].parameters():
            nn.init.zeros_(parameter)  # silent at first, too
        self.box, self.coefficients = PointHead(128, [4]), PointHead(128, [64, PROTOTYPES])
        self.embedding = PointHead(128, [64, EMBEDDING])
        self._start_from_coco(coco)

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        _, _, p4, context, skips = self.inside(image)
        return self.maps(self.fuse(context, skips), p4)

    def inside(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Shallow features, those at strides 8 and 4, context, and what is added to the enlarged context."""
        fine, low, p16, p8, p4 = self.body(image)
        context = self.ctx16(p16) + self.gap(p16.mean((2, 3), keepdim=True))
        context = self.ctx_more(self.ctx(self.ctx8(p8) + upsample(context, p8)))
        return low, p8, p4, context, self.skips(fine, low, p4)

    def skips(self, fine: Tensor, low: Tensor, p4: Tensor) -> Tensor:
        return self.skip4(p4) + self.low4(low) + self.low2(fine)

    def fuse(self, context: Tensor, skips: Tensor) -> Tensor:
        return self.mix_more(self.mix(F.relu(self.norm4(upsample(self.up4(context), skips) + skips))))

    def maps(self, fused: Tensor, p4: Tensor) -> dict[str, Tensor]:
        return {"semantic": self.semantic(fused), "prototypes": self.prototypes(fused), "heat": self.heat(p4) + self.heat_more(fused), "features": p4}

    def instances(self, features: Tensor, cells: Tensor) -> dict[str, Tensor]:
        """At flat `cells` [n] of one image's `features` [128,h,w]: `box` [n,4] (left, top, right, bottom distance from the cell's
        corner, px), `coefficients` [n,16], `embeddings` [n,24] of length 1."""
        at = patches(features, cells)
        return {"box": BOX_UNIT * self.box(at), "coefficients": self.coefficients(at),
                "embeddings": F.normalize(self.embedding(at), dim=-1)}

    def _start_from_coco(self, coco: Path) -> None:
        """Heat and box heads start as the COCO network's own, cut to its car, person and bicycle."""
        graph = TfGraph(coco, [HEAD + "centernet_cls_output/BiasAdd", HEAD + "centernet_wh_output/BiasAdd"])

        def weights(name: str) -> list[Tensor]:
            key = parameter_key(HEAD + name)
            return [graph.P[key + part].data for part in ("__separable_conv2d__depthwise_w", "__BiasAdd_w", "__BiasAdd_b")]

        depthwise, pointwise, bias = weights("centernet_cls_output")
        self.heat[0].weight.data.copy_(depthwise)
        self.heat[1].weight.data.copy_(pointwise[COCO_THINGS])
        self.heat[1].bias.data.copy_(bias[COCO_THINGS])
        depthwise, pointwise, bias = weights("centernet_wh_output")
        self.box.depthwise.data.copy_(depthwise.reshape(-1, 9))
        self.box.layers[0].weight.data.copy_(pointwise[:, :, 0, 0])
        self.box.layers[0].bias.data.copy_(bias)


def load(coco: Path, weights: Path | None) -> StreetNet:
    """The network with `weights`, or with COCO's alone. Weights of a network without the newer layers are taken over where they fit."""
    torch.manual_seed(1)  # layers that the weights lack start the same every time
    net = StreetNet(coco)
    if weights is not None:
        state = torch.load(weights, map_location="cpu")
        unexpected = net.load_state_dict(_renamed(state), strict=False).unexpected_keys
        if unexpected:
            raise ValueError(f"{weights}: unknown weights {unexpected[:5]}")
    return net.to(memory_format=torch.channels_last)


def _renamed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """First-generation weights had dense box and coefficient heads, with a batch norm in the latter: the same numbers, reshaped."""
    state = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    if "coefficients.0.0.weight" not in state:
        return state
    for part in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
        state[f"norm4.{part}"] = state.pop(f"norm4.0.{part}")
    head = {k: state.pop(f"coefficients.{k}") for k in ("0.0.weight", "0.1.weight", "0.2.weight", "0.2.bias", "0.2.running_mean",
                                                         "0.2.running_var", "0.2.num_batches_tracked", "1.weight", "1.bias")}
    scale = head["0.2.weight"] / torch.sqrt(head["0.2.running_var"] + 1e-5)
    state["coefficients.depthwise"] = head["0.0.weight"].reshape(-1, 9)
    state["coefficients.layers.0.weight"] = head["0.1.weight"][:, :, 0, 0] * scale[:, None]
    state["coefficients.layers.0.bias"] = head["0.2.bias"] - head["0.2.running_mean"] * scale
    state["coefficients.layers.1.weight"], state["coefficients.layers.1.bias"] = head["1.weight"][:, :, 0, 0], head["1.bias"]
    state["box.depthwise"] = state.pop("box.0.weight").reshape(-1, 9)
    state["box.layers.0.weight"] = state.pop("box.1.weight")[:, :, 0, 0]
    state["box.layers.0.bias"] = state.pop("box.1.bias")
    return state
