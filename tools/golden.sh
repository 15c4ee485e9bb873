#!/usr/bin/env bash
# ./dev golden: rewrites the golden files and the generated pages; review with git diff.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./dev build asan
SLIPWAY_GOLDEN=update build/asan/tests/golden/golden_tests --gtest_brief=1 >&2
SLIPWAY_GOLDEN=update build/asan/tests/render/render_tree_tests --gtest_brief=1 --gtest_filter='GoldenTree.*:Golden.*' >&2
SLIPWAY_GOLDEN=update build/asan/tests/requirements/requirements --gtest_brief=1 --gtest_filter=*Documentation >&2
git status --short tests/golden tests/render docs
