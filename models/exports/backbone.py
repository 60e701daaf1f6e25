"""A small convolutional network with features at strides 8, 16 and 32, for exports without trained weights."""
from __future__ import annotations

import torch
from torch import Tensor, nn


def block(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.SiLU())


class Backbone(nn.Module):
    """[B,3,H,W] to features of `width`, 2 `width` and 4 `width` channels; `depth` more blocks at each stride make it as expensive as a real one."""

    def __init__(self, width: int = 16, depth: int = 0) -> None:
        super().__init__()
        self.stem = nn.Sequential(block(3, width // 2, 2), block(width // 2, width, 2))
        self.stages = nn.ModuleList(
            nn.Sequential(block(before, after, 2), *(block(after, after, 1) for _ in range(depth)))
            for before, after in ((width, width), (width, 2 * width), (2 * width, 4 * width)))
        self.channels = [width, width, 2 * width, 4 * width]
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.normal_(module.bias, std=0.1)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Features at strides 4, 8, 16 and 32."""
        features = [self.stem(image)]
        for stage in self.stages:
            features.append(stage(features[-1]))
        return features


def normalise(image: Tensor) -> Tensor:
    """Bytes as 0 to 1, for calibration."""
    return image.float() / 255.0


def seeded(seed: int) -> None:
    torch.manual_seed(seed)
