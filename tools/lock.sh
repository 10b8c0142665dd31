#!/bin/sh
# One lock for everything (requirements.lock: versions and hashes), and from it the pinned
# requirements of each function's deploy bundle. No address of a registry is written.
set -eu
uv=.venv/bin/uv
$uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  --all-extras --group dev pyproject.toml -o requirements.lock "$@"
for function in ocr diff summary api sweep; do
  $uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --extra cloud --extra tracing --extra "$function" --constraint requirements.lock pyproject.toml \
    -o "functions/$function/requirements.txt"
done
