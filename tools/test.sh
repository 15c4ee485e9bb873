#!/usr/bin/env bash
# ./dev test [--all] [PROGRAM]: format, layers, then every test under ASan and UBSan; --all adds TSan and fuzzing.
# ./dev test --real …: real validators and servers judge what is rendered (tests/real/README.md).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = --real ]; then shift; exec tests/real/run "$@"; fi
all=no regex=.
for argument in "$@"; do
  case "$argument" in
    --all) all=yes ;;
    -*) echo "dev test: unknown flag $argument (known: --all, --real)" >&2; exit 2 ;;
    *) regex=$argument ;;
  esac
done

sources() { git ls-files -co --exclude-standard 'src/*.h' 'src/*.cc' 'tests/*.h' 'tests/*.cc' 'fuzz/*.cc' 'bench/*.cc' 'bench/*.h'; }
say() { echo "dev test: $*" >&2; }

say "format"
sources | xargs -r clang-format --dry-run -Werror || { say "run ./dev format"; exit 1; }
say "layers"
tools/check_layers
tests/layers/run.sh

run_preset() {
  say "build $1"
  ./dev build "$1"
  say "tests under $1"
  ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --test-dir "build/$1" --output-on-failure -j "$(nproc)" -R "$regex" --no-tests=error
}

run_preset asan
if [ "$all" = yes ]; then
  run_preset tsan
  for target in fuzz/*_fuzz.cc; do
    target=$(basename "$target" .cc)
    say "fuzz $target for a minute"
    tools/fuzz.sh "$target" 60
  done
fi
