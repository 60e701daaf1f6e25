#!/usr/bin/env bash
# Generates videoseg/v1 from the protos, and from the client's own: ./generate.sh [DIR]. Needs Debian's protobuf-compiler-grpc.
# An old protoc on purpose: every newer protobuf package can load its output.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out="${1:-.}"
protoc -I ../../protos -I protos --python_out="$out" --pyi_out="$out" --grpc_out="$out" --plugin=protoc-gen-grpc="$(command -v grpc_python_plugin)" \
    ../../protos/videoseg/v1/*.proto protos/videoseg/v1/*.proto
# For protos without a service the plugin writes files of comments only.
grep -L '^class ' "$out"/videoseg/v1/*_pb2_grpc.py | xargs -r rm
