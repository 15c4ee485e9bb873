#!/usr/bin/env bash
# ./dev fuzz TARGET [SECONDS]: lets one target search from its corpus; a minute, unless said otherwise. What it dies of is left in
# build/fuzz/TARGET/. Uses clang's libFuzzer, or without that changes the corpus at random.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/setup.sh
readonly clang=16

targets=$(basename -as .cc fuzz/*_fuzz.cc | xargs)
target=${1:-}
[ -n "$target" ] || { echo "usage: ./dev fuzz TARGET [SECONDS]; targets: $targets" >&2; exit 2; }
target=${target%_fuzz}_fuzz
[ -f "fuzz/$target.cc" ] || { echo "fuzz: no target '$1'; there are: $targets" >&2; exit 2; }
seconds=${2:-60}
[[ $seconds =~ ^[0-9]+$ ]] || { echo "fuzz: '$seconds' is no number of seconds" >&2; exit 2; }

corpus="fuzz/corpus/$target" work="build/fuzz/$target"
mkdir -p "$work"
(install_packages clang-$clang libclang-rt-$clang-dev) || true
if command -v clang++-$clang >/dev/null; then
  cmake -S . -B build/libfuzzer -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1 -w" -DSLIPWAY_LIBFUZZER=ON -DSLIPWAY_TESTS=OFF \
    -DCMAKE_CXX_COMPILER=clang++-$clang -DCMAKE_C_COMPILER=clang-$clang -DSLIPWAY_SANITIZE=address,undefined,fuzzer-no-link >"$work/build.log" 2>&1 &&
    ninja -C build/libfuzzer "$target" >>"$work/build.log" 2>&1 || { grep -v '^\[[0-9]*/' "$work/build.log" >&2; exit 3; }
  mkdir -p "$work/found"
  exec "build/libfuzzer/fuzz/$target" "$work/found" "$corpus" -max_total_time="$seconds" -max_len=4096 -timeout=20 -artifact_prefix="$work/" -print_final_stats=1
fi
echo "fuzz: no clang-$clang, so $target's corpus is changed at random" >&2
./dev build asan >/dev/null
exec "build/asan/fuzz/$target" "$corpus" --mutate "$seconds" --seed "$RANDOM"
