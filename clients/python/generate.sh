#!/usr/bin/env bash
# Writes videoseg/v1 from the protos: ./generate.sh [DIR]. Needs Debian's protobuf-compiler-grpc.
# An old protoc on purpose: what it writes is read by every newer protobuf package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out="${1:-.}"
protoc -I ../../protos --python_out="$out" --pyi_out="$out" --grpc_out="$out" --plugin=protoc-gen-grpc="$(command -v grpc_python_plugin)" ../../protos/videoseg/v1/*.proto
# Files without a service give stubs of comments alone.
grep -L '^class ' "$out"/videoseg/v1/*_pb2_grpc.py | xargs -r rm
