"""Ways to run a network on pictures: torch, or a program that runs ONNX files, which is many times as fast on a CPU."""
from __future__ import annotations

import subprocess
import warnings
from pathlib import Path
from typing import Protocol

import numpy as np
import onnx
import torch
import torch.nn as nn
from torch import Tensor


class Runner(Protocol):
    """Runs a network on a uint8 picture [H,W,3] of the size that it takes: `view`, its width and height."""

    view: tuple[int, int]

    def __call__(self, image: np.ndarray) -> list[Tensor]: ...


class TorchRunner:
    """In torch, on the GPU where there is one."""

    def __init__(self, module: nn.Module, view: tuple[int, int]):
        self.view = view
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.module = module.eval().to(self.device)

    @torch.no_grad()
    def __call__(self, image: np.ndarray) -> list[Tensor]:
        with torch.autocast(self.device.type, torch.bfloat16):
            return [x.float().cpu() for x in self.module(torch.from_numpy(image)[None].to(self.device))]


class ProgramRunner:
    """By `run.c`: it takes a number of threads, 0 and an ONNX file, and a picture on its input; it writes each output as rank, sizes and floats."""

    def __init__(self, program: Path, graph: Path, threads: int = 1):
        described = onnx.load(str(graph)).graph
        self.outputs = len(described.output)
        _, height, width, _ = (d.dim_value for d in described.input[0].type.tensor_type.shape.dim)
        self.view = width, height
        self.process = subprocess.Popen([str(program), str(threads), "0", str(graph)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, image: np.ndarray) -> list[Tensor]:
        self.process.stdin.write(np.ascontiguousarray(image).tobytes())
        self.process.stdin.flush()
        return [torch.from_numpy(self._output()) for _ in range(self.outputs)]

    def _output(self) -> np.ndarray:
        rank = int(self._read(np.int64, 1)[0])
        shape = self._read(np.int64, rank)
        return self._read(np.float32, int(np.prod(shape))).reshape(shape).copy()

    def _read(self, kind: type, count: int) -> np.ndarray:
        data = self.process.stdout.read(np.dtype(kind).itemsize * count)
        if len(data) != np.dtype(kind).itemsize * count:
            raise RuntimeError(f"{self.process.args[0]} ended; it says why on the standard error")
        return np.frombuffer(data, kind)


def runner(module: nn.Module, height: int, width: int, graph: Path, program: Path | None) -> Runner:
    """By the program, which gets `graph` written unless it is there, or, without one, by torch."""
    if program is None:
        return TorchRunner(module, (width, height))
    if graph.exists():
        return ProgramRunner(program, graph)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = torch.zeros(1, height, width, 3, dtype=torch.uint8)
        torch.onnx.export(module.eval(), image, str(graph), opset_version=16, input_names=["image"])
    return ProgramRunner(program, graph)
