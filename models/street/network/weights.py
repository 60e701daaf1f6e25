"""Loads and saves the weights of the keyframe network."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from network.street_net import StreetNet
from network.tfjs import read_graph

CPU = torch.device("cpu")


def load(coco: Path, weights: Path | None, device: torch.device = CPU) -> StreetNet:
    """The network on `device`, with trained `weights` or with the COCO network's alone.

    Weights that lack the newer layers are accepted: a layer that they lack starts as in a new network.
    """
    torch.manual_seed(1)  # layers that the weights lack start the same every time
    net = StreetNet(read_graph(coco))
    if weights is not None:
        state = torch.load(weights, map_location="cpu")
        unexpected = net.load_state_dict(upgrade(state), strict=False).unexpected_keys
        if unexpected:
            raise ValueError(f"{weights}: unknown weights {unexpected[:5]}")
    return net.to(device, memory_format=torch.channels_last)


def upgrade(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights of any generation under today's names, in float32.

    The first generation had dense box and coefficient heads, with a batch norm in the latter: the same numbers, reshaped.
    """
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
