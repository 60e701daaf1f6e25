"""The parts of the network that training leaves as they are, as graphs that give everything that is cached of a view."""
from __future__ import annotations

import torch.nn as nn
from torch import Tensor

from network.general_net import GeneralNet


class Frozen(nn.Module):
    """`image` uint8 [1,H,W,3] to encoder, pyramid and cells (`GeneralNet.cells`)."""

    def __init__(self, net: GeneralNet):
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        picture = image.permute(0, 3, 1, 2).float()
        fine, middle, deep = self.net.encode(picture)
        found = self.net.detector(picture)
        return fine, middle, deep, self.net.pyramid(found), *self.net.cells(found)


class Ade(nn.Module):
    """`image` uint8 [1,H,W,3] to MOSAIC's own logits of ADE20K."""

    def __init__(self, net: GeneralNet):
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        fine, middle, deep = self.net.encode(image.permute(0, 3, 1, 2).float())
        return (self.net.trunk.ade(self.net.trunk.decode(fine, middle, deep), fine),)


class Squared(nn.Module):
    """A DeepLab network that takes `image` uint8 [1,513,513,3]."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        return (self.net(image.permute(0, 3, 1, 2).float() / 127.5 - 1),)
