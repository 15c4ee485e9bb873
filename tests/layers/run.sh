#!/usr/bin/env bash
# check_layers must find what it is for: a folder that includes one below it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/doc" "$folder/attic"
printf '#include "base/text.h"\n#include "kube/quantity.h"\n' >"$folder/doc/bad.h"
printf '#include "base/text.h"\n' >"$folder/attic/lost.h"
found=$(tools/check_layers "$folder" && echo passed || true)
expected="$folder/attic/lost.h:1: error: attic/ is no folder of src/CMakeLists.txt
$folder/doc/bad.h:2: error: doc may not include kube/quantity.h (allowed: base)"
[ "$(sort <<<"$found")" = "$(sort <<<"$expected")" ] || { printf 'check_layers said:\n%s\nexpected:\n%s\n' "$found" "$expected"; exit 1; }
