"""What the package claims in pyproject.toml."""
from __future__ import annotations

import ast
import re
import shutil
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
NEWER_BUILTINS = {"aiter", "anext", "EncodingWarning", "ExceptionGroup", "BaseExceptionGroup"}  # than Python 3.9


def oldest_python() -> tuple[int, int]:
    claimed = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (HERE / "pyproject.toml").read_text())
    assert claimed
    return int(claimed[1]), int(claimed[2])


@pytest.mark.parametrize("path", sorted((HERE / "videoseg").glob("*.py")), ids=lambda path: path.name)
def test_the_sources_run_on_the_oldest_python_that_is_claimed(path: Path) -> None:
    assert oldest_python() == (3, 9), "the list of newer builtins is for 3.9"
    tree = ast.parse(path.read_text(), feature_version=oldest_python())
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & NEWER_BUILTINS
    if any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.AnnAssign)) for node in ast.walk(tree)):
        # X | Y between types is an error at run time before 3.10, unless annotations are not evaluated.
        assert "from __future__ import annotations" in path.read_text()


def test_a_wheel_has_the_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wheel")
    build = pytest.importorskip("setuptools.build_meta")
    for name in ("videoseg", "pyproject.toml", "README.md"):
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copy
        copy(HERE / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    names = set(zipfile.ZipFile(tmp_path / build.build_wheel(str(tmp_path))).namelist())
    assert {"videoseg/py.typed", "videoseg/v1/frame_result_pb2.pyi", "videoseg/v1/segmentation_service_pb2_grpc.py", "videoseg/aio.py"} <= names
