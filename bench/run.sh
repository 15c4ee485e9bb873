#!/usr/bin/env bash
# ./dev bench [REGEX]: the benchmarks whose program matches, beside the real Go code in the same run, three rounds each, turn and turn about.
# Prints name, our processor time for one call, the peer's, and how many times ours fits into it (medians).
# A peer, bench/peer/NAME, prints one line for each benchmark: its name, a tab, nanoseconds for one call (timing.Print does it).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly regex=${1:-.} build=build/release rounds=${ROUNDS:-3}

cmake --preset release >build/bench.log 2>&1 || { cat build/bench.log >&2; exit 3; }
programs=()
for source in bench/*_bench.cc; do
  name=$(basename "$source" _bench.cc)
  [[ $name =~ $regex ]] && programs+=("$name")
done
whole=no; [[ whole_run =~ $regex ]] && whole=yes
lint=no; [[ lint_run =~ $regex ]] && lint=yes
apply=no; [[ apply_run =~ $regex ]] && apply=yes
[ "${#programs[@]}" -gt 0 ] || [ $whole = yes ] || [ $lint = yes ] || [ $apply = yes ] || { echo "bench: no program matches '$regex' (there are: $(basename -as _bench.cc bench/*_bench.cc | xargs) whole_run lint_run apply_run)" >&2; exit 2; }
targets=("${programs[@]/%/_bench}")
[[ " ${programs[*]} " != *" karpenter "* ]] || targets+=(karpenter_growth slipway)
[[ " ${programs[*]} " != *" render "* ]] || targets+=(render_growth)
[ $whole = no ] || targets+=(whole_run solve_run slipway)
[ $lint = no ] || targets+=(lint_run slipway)
[ $apply = no ] || targets+=(apply_run)
ninja -C "$build" "${targets[@]}" >build/bench.log 2>&1 || { grep -v '^\[[0-9]*/' build/bench.log >&2; exit 3; }

go=$(command -v go || { [ -x /usr/local/go/bin/go ] && echo /usr/local/go/bin/go; } || true)
[ -n "$go" ] || echo "bench: Go is not installed, so peers are left out (any 1.26 in the PATH or in /usr/local/go will do)" >&2

# A peer that needs more than its own build brings a script, prepare: data for both sides goes to this folder.
export SLIPWAY_BENCH_DATA=$PWD/$build/bench/data
mkdir -p "$SLIPWAY_BENCH_DATA"
results=$(mktemp -d); trap 'rm -rf "$results"' EXIT
for name in "${programs[@]}"; do
  peer=
  if [ -n "$go" ] && [ -f "bench/peer/$name/go.mod" ]; then
    peer="$PWD/$build/bench/peer_$name"
    { (cd "bench/peer/$name" && "$go" build -o "$peer" .) && { [ ! -x "bench/peer/$name/prepare" ] || "bench/peer/$name/prepare" "$go" "$SLIPWAY_BENCH_DATA"; }; } ||
      { echo "bench: the peer of $name does not build" >&2; peer=; }
  fi
  for ((round = 0; round < rounds; ++round)); do
    "$build/bench/${name}_bench" --benchmark_format=csv --benchmark_min_time=0.2 2>"$results/log" >>"$results/$name.ours" ||
      { cat "$results/log" >&2; exit 3; }
    [ -z "$peer" ] || "$peer" >>"$results/$name.peer"
  done
  touch "$results/$name.peer"
  awk -v program="$name" '
    function median(list, n, parts, i, j, t) {
      n = split(list, parts, " ")
      for (i = 2; i <= n; ++i) for (j = i; j > 1 && parts[j - 1] + 0 > parts[j] + 0; --j) { t = parts[j]; parts[j] = parts[j - 1]; parts[j - 1] = t }
      return n ? parts[int((n + 1) / 2)] + 0 : 0
    }
    function shown(ns) {
      if (!ns) return "-"
      if (ns < 1e4) return sprintf("%.1f ns", ns)
      if (ns < 1e7) return sprintf("%.1f us", ns / 1e3)
      return sprintf("%.1f ms", ns / 1e6)
    }
    FILENAME ~ /ours$/ {
      if (split($0, cell, ",") < 5 || cell[1] == "name") next
      name = cell[1]; gsub(/"/, "", name)
      if (cell[4] + 0 <= 0) { print "bench: failed: " $0 > "/dev/stderr"; failed = 3; next }
      if (!(name in ours)) order[++count] = name
      scale = cell[5] == "ns" ? 1 : cell[5] == "us" ? 1e3 : cell[5] == "ms" ? 1e6 : 1e9
      ours[name] = ours[name] " " cell[4] * scale
      if (cell[6] != "") rate[name] = rate[name] " " cell[6]
      next
    }
    { split($0, cell, "\t"); peer[cell[1]] = peer[cell[1]] " " cell[2] }
    END {
      printf "%-34s %12s %12s %8s\n", program, "ours", "peer", "ratio"
      for (i = 1; i <= count; ++i) {
        name = order[i]; a = median(ours[name]); b = median(peer[name])
        printf "%-34s %12s %12s %8s%s\n", name, shown(a), shown(b), (a && b) ? sprintf("%.1fx", b / a) : "-",
               name in rate ? sprintf("  %.1f MB/s", median(rate[name]) / 1e6) : ""
      }
      exit failed
    }' "$results/$name.ours" "$results/$name.peer" || broken=$?
  if [ "$name" = karpenter ]; then
    for pods in 0 1000 5000 20000 50000 100000; do "$build/bench/karpenter_growth" "$pods" "$SLIPWAY_BENCH_DATA"; done
    for pods in 1000 5000 20000; do  # the same pods as a folder of manifests, over all of EC2's types, from the start of the process to its end
      "$build/bench/karpenter_growth" "$pods" "$SLIPWAY_BENCH_DATA" "$results/manifests-$pods"
      [ -d "$results/manifests-$pods" ] || continue
      TIMEFORMAT="slipway solve, a folder of $pods pods: %R s wall, %U s user, %S s system"
      time "$build/src/slipway" solve "$results/manifests-$pods" >"$results/solved" || :
    done
  fi
  [ "$name" != render ] || "$build/bench/render_growth" examples
done

if [ $whole = yes ]; then
  find examples -name platform.yaml -printf "%h\n" | sort | xargs "$build/bench/whole_run" "$build/src/slipway"
  "$build/bench/solve_run" "$build/src/slipway" 1000 5000
fi
if [ $lint = yes ]; then
  peer= schemas=
  if [ -n "$go" ]; then peer=$(tests/real/tools/go-tool kubeconform) && schemas=$(tests/real/apiserver/schemas) || peer=; fi
  [ -n "$peer" ] || echo "bench: kubeconform is not there, so no ratios" >&2
  for documents in ${DOCUMENTS:-1000 10000}; do
    corpus=$results/corpus-$documents
    python3 tests/seeds/gen_corpus.py --docs "$documents" --seed 7 --out "$corpus" >/dev/null
    {
      [ -z "$peer" ] || "$build/bench/lint_run" "$documents" "$peer" -n 1 -strict -schema-location "$schemas/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json" "$corpus/manifests"
      "$build/bench/lint_run" "$documents" "$build/src/slipway" lint --fail-on never "$corpus/manifests"
      "$build/bench/lint_run" "$documents" "$build/src/slipway" validate --fail-on never "$corpus/manifests"
    } | awk '/^kubeconform/ { for (i = 2; i <= NF; ++i) if ($i == "ms") peer = $(i - 1); print; next }
             { for (i = 2; i <= NF; ++i) if ($i == "ms") mine = $(i - 1); print $0 (peer ? sprintf(" %6.1fx", peer / mine) : "") }'
  done
fi
if [ $apply = yes ] && [ -n "$go" ]; then  # a real API server, whose build needs Go
  if kubeconfig=$(tests/real/apiserver/start "$results/apiserver" --bare); then
    "$build/bench/apply_run" "$kubeconfig" 1000 "$results/apiserver/kube" kubectl || failed=3
    tests/real/apiserver/stop "$results/apiserver"
    [ -z "${failed:-}" ] || exit "$failed"
  fi
fi
exit "${broken:-0}"
