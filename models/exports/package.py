"""Writes a model package: `keyframe.onnx` and `model.json`."""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from torch import nn


def parser(doc: str | None) -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True, help="the folder of the package")
    options.add_argument("--weights", type=Path, help="a state dict of PyTorch; without it the weights are random")
    options.add_argument("--seed", type=int, default=1)
    return options


def classes(names: list[str], first_id: int = 0, stuff: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    return [{"id": first_id + i, "name": name, "kind": "stuff" if name in stuff else "thing"} for i, name in enumerate(names)]


def load(network: nn.Module, weights: Path | None) -> None:
    if weights is not None:
        network.load_state_dict(torch.load(weights, map_location="cpu"))


def save(
    out: Path,
    network: nn.Module,
    example: Any,
    outputs: list[str],
    manifest: dict[str, Any],
    *,
    image: str = "image",
    opset: int = 16,
    open_axes: dict[str, dict[int, str]] | None = None,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            network.eval(), example, str(out / "keyframe.onnx"), opset_version=opset, input_names=[image], output_names=outputs, dynamic_axes=open_axes,
            do_constant_folding=True)
    whole = {"version": "1", "licence": "random weights", "origin": "models/exports", "graphs": {"keyframe": "keyframe.onnx"}, **manifest}
    (out / "model.json").write_text(json.dumps(whole, indent=2) + "\n")


def spread(head: nn.Module, values: torch.Tensor, mean: float, deviation: float) -> None:
    """Random weights give outputs that are nearly constant: scales the last layer, so that its `values` get this mean and deviation."""
    with torch.no_grad():
        factor = deviation / values.std()
        head.weight.mul_(factor)
        head.bias.mul_(factor).add_(mean - values.mean() * factor)
