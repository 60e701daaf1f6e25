"""The ranges of the encoder's maps that MOSAIC was trained with, as MLPerf's file has them. The export rounds to bytes by them, without needing that file.

    python3 -m export.ranges --mosaic mosaic_r3_ade32.tflite --out export/ranges.json
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

from network.mosaic import BLOCKS
from network.tflite import TfliteFile

LAYERS = ("expand", "depthwise", "project")


def ranges(file: TfliteFile) -> dict[str, tuple[float, int]]:
    """Step and zero point of what each layer of each block makes, and of each sum, by name."""
    found: dict[str, tuple[float, int]] = {}
    operators = iter(file.operators)
    take = lambda kinds: next(o for o in operators if o.kind in kinds)  # noqa: E731
    take(("conv",))  # the stem
    for number, block in enumerate(BLOCKS):
        for layer in LAYERS:
            found[f"blocks.{number}.{layer}"] = file.steps[take(("conv", "depthwise")).output]
        if block[5]:
            found[f"blocks.{number}.sum"] = file.steps[take(("add",)).output]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mosaic", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rows = ",\n".join(f'  "{name}": {json.dumps(step)}' for name, step in ranges(TfliteFile(args.mosaic)).items())
    args.out.write_text("{\n" + rows + "\n}\n")


if __name__ == "__main__":
    main()
