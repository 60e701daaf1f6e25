"""The model package's ONNX graph, and the fixture that its tests compare with. `python3 -m export --help` runs the export."""
