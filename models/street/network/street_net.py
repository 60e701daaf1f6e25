"""The keyframe network: MobileNetV3 and a CenterNet decoder, trained on COCO, with panoptic heads at stride 4.

Box, mask coefficients and embedding are needed at the centres of instances alone. These heads are evaluated at the wanted cells only,
in training as in the exported graph: at 64 cells of 10,560.
"""
from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from network.tfjs import Graph, TfGraph, parameter_key

WIDTH, HEIGHT, STRIDE = 480, 352, 4
CLASSES, VOID = 11, 11
THINGS = (8, 9, 10)  # car, pedestrian, bicyclist
PROTOTYPES, EMBEDDING = 16, 24
BOX_UNIT = 16.0  # px; one unit of the box head, as in the COCO network

HEAD = "tower_0/CenternetHead/"
FEATURES = ["tower_0/MobilenetV3/Conv/hard_swish/mul_1",  # 16 channels, stride 2
            "tower_0/MobilenetV3/expanded_conv_2/add",  # 24 channels, stride 4
            HEAD + "Relu", HEAD + "Relu_1", HEAD + "mul"]  # 256, 192, 128 channels at strides 16, 8, 4
COCO_THINGS = [2, 0, 1]  # car, person, bicycle among COCO's 80 classes


def separable(channels_in: int, channels_out: int, kernel: int = 3) -> nn.Sequential:
    """A depthwise convolution, a 1x1 convolution, batch norm (folded at export) and ReLU; [B,in,h,w] to [B,out,h,w]."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_in, kernel, 1, kernel // 2, groups=channels_in, bias=False),
        nn.Conv2d(channels_in, channels_out, 1, bias=False), nn.BatchNorm2d(channels_out), nn.ReLU(True))


def upsample(x: Tensor, like: Tensor) -> Tensor:
    """Bilinear resize of `x` [B,C,h,w] to the height and width of `like`; corners are pixel edges (`align_corners=False`)."""
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


class Residual(nn.Module):
    """relu(x + separable(x)); the branch starts at zero, so that it can be added to a trained network without changing its outputs."""

    def __init__(self, channels: int, kernel: int):
        super().__init__()
        self.branch = separable(channels, channels, kernel)[:3]
        nn.init.zeros_(self.branch[2].weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.branch(x))


class PointHead(nn.Module):
    """A depthwise 3x3 convolution and 1x1 layers, evaluated on 3x3 patches [n,C,9] cut out at the wanted cells."""

    def __init__(self, channels: int, sizes: list[int]):
        super().__init__()
        self.depthwise = nn.Parameter(torch.randn(channels, 9) / 3)
        pairs = list(zip([channels] + sizes[:-1], sizes))
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in pairs)

    def forward(self, patches: Tensor) -> Tensor:
        """Patches [..., C, 9] to [..., sizes[-1]]."""
        x = (patches * self.depthwise).sum(-1)
        for i, layer in enumerate(self.layers):
            x = layer(F.relu(x) if i else x)
        return x


def patches(features: Tensor, cells: Tensor) -> Tensor:
    """The 3x3 neighbourhoods [n,C,9] of `features` [C,h,w] at flat `cells` [n] (y * w + x); zeros outside the map."""
    channels, height, width = features.shape
    padded = F.pad(features, (1, 1, 1, 1)).reshape(channels, -1)
    y, x = torch.div(cells, width, rounding_mode="floor"), cells % width
    corner = y * (width + 2) + x
    offsets = torch.tensor([dy * (width + 2) + dx for dy in range(3) for dx in range(3)], device=cells.device)
    index = (corner[:, None] + offsets[None]).reshape(-1)
    return padded.index_select(1, index).reshape(channels, -1, 9).permute(1, 0, 2)


class Encoded(NamedTuple):
    """Features of an image [B,3,H,W], with h = H / 4 and w = W / 4."""
    low: Tensor  # [B,24,h,w], shallow
    p8: Tensor  # [B,192,h/2,w/2], COCO's decoder
    p4: Tensor  # [B,128,h,w], COCO's decoder
    context: Tensor  # [B,96,h/2,w/2]
    skips: Tensor  # [B,64,h,w], added to the upsampled context


class StreetNet(nn.Module):
    """The network. An image [B,3,H,W] RGB 0..255 becomes dense maps at stride 4 (h = H / 4, w = W / 4): `semantic` [B,11,h,w] and `heat`
    [B,3,h,w] logits, `prototypes` [B,16,h,w], and `features` [B,128,h,w], from which `instances` evaluates single cells."""

    def __init__(self, coco: Graph):
        super().__init__()
        self.body = TfGraph(coco, FEATURES)
        self.ctx16, self.ctx8, self.gap = nn.Conv2d(256, 96, 1), nn.Conv2d(192, 96, 1), nn.Conv2d(256, 96, 1)
        self.ctx = separable(96, 96, 5)
        self.ctx_more = Residual(96, 5)
        self.up4, self.skip4, self.low4 = nn.Conv2d(96, 64, 1), nn.Conv2d(128, 64, 1), nn.Conv2d(24, 64, 1)
        self.low2 = nn.Conv2d(16, 64, 2, 2, bias=False)  # from stride 2: where in a cell a thin object lies
        nn.init.zeros_(self.low2.weight)  # no effect at first, so that it can be added to a trained network
        self.norm4 = nn.BatchNorm2d(64)
        self.mix = separable(64, 64)
        self.mix_more = Residual(64, 3)
        self.semantic = nn.Conv2d(64, CLASSES, 1)
        self.prototypes = nn.Sequential(separable(64, 32), nn.Conv2d(32, PROTOTYPES, 1))
        self.heat = nn.Sequential(nn.Conv2d(128, 128, 3, 1, 1, groups=128, bias=False), nn.Conv2d(128, len(THINGS), 1))
        # Added to the heat of COCO's decoder: evidence in the features of the semantic head.
        self.heat_more = nn.Sequential(separable(64, 32, 5), nn.Conv2d(32, len(THINGS), 1))
        for parameter in self.heat_more[1].parameters():
            nn.init.zeros_(parameter)  # no effect at first, too
        self.box, self.coefficients = PointHead(128, [4]), PointHead(128, [64, PROTOTYPES])
        self.embedding = PointHead(128, [64, EMBEDDING])
        self._start_from_coco(coco)

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        encoded = self.encode(image)
        return self.heads(self.decode(encoded.context, encoded.skips), encoded.p4)

    def encode(self, image: Tensor) -> Encoded:
        fine, low, p16, p8, p4 = self.body(image)
        context = self.ctx16(p16) + self.gap(p16.mean((2, 3), keepdim=True))
        context = self.ctx_more(self.ctx(self.ctx8(p8) + upsample(context, p8)))
        return Encoded(low, p8, p4, context, self.skips(fine, low, p4))

    def skips(self, fine: Tensor, low: Tensor, p4: Tensor) -> Tensor:
        """The skip connections, summed: `fine` [B,16,H/2,W/2], `low` [B,24,h,w] and `p4` [B,128,h,w] to [B,64,h,w]."""
        return self.skip4(p4) + self.low4(low) + self.low2(fine)

    def decode(self, context: Tensor, skips: Tensor) -> Tensor:
        """`context` [B,96,h/2,w/2], upsampled, and `skips` [B,64,h,w] to the features [B,64,h,w] of the dense heads."""
        return self.mix_more(self.mix(F.relu(self.norm4(upsample(self.up4(context), skips) + skips))))

    def heads(self, decoded: Tensor, p4: Tensor) -> dict[str, Tensor]:
        """The dense maps, from `decoded` [B,64,h,w] and COCO's features `p4` [B,128,h,w]."""
        heat = self.heat(p4) + self.heat_more(decoded)
        return {"semantic": self.semantic(decoded), "prototypes": self.prototypes(decoded), "heat": heat, "features": p4}

    def instances(self, features: Tensor, cells: Tensor) -> dict[str, Tensor]:
        """The instance heads at flat `cells` [n] (y * w + x) of one image's `features` [128,h,w]: `box` [n,4] (distances of the left, top,
        right and bottom side from the cell's top left corner, px), `coefficients` [n,16] and `embeddings` [n,24] of length 1."""
        at = patches(features, cells)
        return {"box": BOX_UNIT * self.box(at), "coefficients": self.coefficients(at),
                "embeddings": F.normalize(self.embedding(at), dim=-1)}

    def _start_from_coco(self, coco: Graph) -> None:
        """Heat and box heads start as those of the COCO network, cut to its car, person and bicycle."""
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

