from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(shutil.which("grpc_python_plugin") is None, reason="protobuf-compiler-grpc is not installed")
def test_the_generated_code_is_up_to_date_with_the_protos(tmp_path: Path) -> None:
    subprocess.run([HERE / "generate.sh", tmp_path], check=True)
    written = {p.name: p.read_text() for p in (tmp_path / "videoseg/v1").iterdir()}
    assert written == {p.name: p.read_text() for p in (HERE / "videoseg/v1").iterdir() if "_pb2" in p.name and p.suffix in (".py", ".pyi")}
