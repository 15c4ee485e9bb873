#!/usr/bin/env bash
# ./dev oracle NAME [--write]      ask the real code again (oracle/NAME) and show what changed in the recorded cases; --write puts the new ones in place.
# ./dev oracle NAME COMMAND ARGS…  any other command of that program: ./dev oracle karpenter gen --seed 7 --out DIR
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly root=$PWD build=$PWD/build/oracle
readonly names="apivalidation cel karpenter primitives decode-fields"
readonly name=${1:-}
[[ " $names " = *" $name "* && -n $name ]] || { echo "oracle: which one? ($names)" >&2; exit 2; }
shift
go=$(command -v go || { [ -x /usr/local/go/bin/go ] && echo /usr/local/go/bin/go; }) ||
  { echo "oracle: needs Go 1.26 in the PATH or in /usr/local/go" >&2; exit 3; }
mkdir -p "$build"

compile() {  # FOLDER PROGRAM [FLAGS…]
  local folder=$1 program=$2; shift 2
  (cd "oracle/$folder" && "$go" build -trimpath "$@" -o "$build/$program" .)
}

# Karpenter is built from a copy in which maps are walked in a fixed order (oracle/karpenter/tools/order).
case $name in
  karpenter)
    rm -rf "$build/ordered"
    (cd oracle/karpenter && "$go" run ./tools/order "$build/ordered")
    compile karpenter karpenter -modfile "$build/ordered/go.mod"
    compile karpenter/awstypes awstypes ;;
  apivalidation)
    compile apivalidation apivalidation
    compile apivalidation/karpenter-runtime karpenter-runtime ;;
  *) compile "$name" "$name" ;;
esac

if [ "$name" = decode-fields ]; then
  "$build/decode-fields" >"$build/field_trees.txt"
  "$build/decode-fields" extensions >"$build/extension_field_trees.txt"
  for tree in field_trees extension_field_trees; do
    diff -U0 "src/kube/data/$tree.txt" "$build/$tree.txt" && echo "src/kube/data/$tree.txt: the same bytes"
    [ "${1:-}" != --write ] || cp "$build/$tree.txt" "src/kube/data/$tree.txt"
  done
  exit
fi

if [ $# -gt 0 ] && [ "$1" != --write ]; then exec "$build/$name" "$@"; fi

readonly cases=tests/conformance/cases/$name fresh=$build/$name.cases
rm -rf "$fresh"; mkdir -p "$fresh"
case $name in
  apivalidation)
    "$build/apivalidation" -seed 1 -out "$fresh" gen >&2
    rm -f "$fresh"/*.csv.gz
    "$build/karpenter-runtime" -seed 1 -out "$fresh" >&2 ;;
  cel) "$build/cel" gen -seed 1 -out "$fresh" -recorded "$cases/rule.jsonl.gz" >&2 ;;
  karpenter)
    "$build/karpenter" gen --seed 1 --out "$fresh" >&2
    "$build/awstypes" gen --seed 1 --out "$fresh" >&2
    for pods in 100 1000 5000; do "$build/karpenter" bench --dump "$pods" "$fresh/bench-$pods.jsonl.gz" >&2; done ;;
  primitives)
    "$build/primitives" gen -seed 1 -out "$fresh" >&2
    # The inputs of the YAML test suite are kept as they are, and answered again.
    zcat "$cases/yaml-suite.jsonl.gz" | "$build/primitives" eval | gzip -9 -n >"$fresh/yaml-suite.jsonl.gz" ;;
esac
# What was asked: the modules that the program itself requires. tests/conformance holds this file and go.mod equal.
awk '/^require/ {++block} block == 1 && NF == 2 && $2 ~ /^v/ {print $1, $2}' "oracle/$name/go.mod" >"$fresh/recorded.txt"

compile changes changes
"$build/changes" "$cases" "$fresh"
diff -U0 -N "$cases/recorded.txt" "$fresh/recorded.txt" | sed -n 's/^\([-+]\)\([^-+]\)/recorded with: \1 \2/p' || true
if [ "${1:-}" = --write ]; then
  cp "$fresh"/* "$cases/"
  echo "written to $cases: look at git diff --stat, then ./dev conformance $name"
else
  echo "the new cases are in ${fresh#"$root"/}; ./dev oracle $name --write puts them in place"
fi
