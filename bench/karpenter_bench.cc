// Karpenter's own scheduling benchmark (makeDiversePods over its 400 fake types), beside the real solve
// (peer/karpenter) on the same pods. solve/N is what the peer times: placing the pods, everything being looked up and
// numbered before.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>

#include "decide/karpenter/solve.h"
#include "karpenter_mix.h"

namespace {

using namespace slipway;

std::string dumps_folder() {
  const char* folder = std::getenv("SLIPWAY_BENCH_DATA");  // run.sh sets it
  return folder ? folder : "";
}

const karpenter::Cluster& cluster_of(int pods) {
  static std::map<int, bench::Mix> read;
  const auto [at, is_new] = read.try_emplace(pods);
  if (is_new) bench::read_mix(bench::mix_file(pods, dumps_folder()), at->second);
  if (static_cast<int>(at->second.cluster.pods.size()) != pods) std::abort();
  return at->second.cluster;
}

void solve(benchmark::State& state) {
  const karpenter::Cluster& cluster = cluster_of(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    auto solver = std::make_unique<karpenter::Solver>(cluster, karpenter::Options());
    state.ResumeTiming();
    solver->place();
    state.PauseTiming();
    solver.reset();
    state.ResumeTiming();
  }
}

/// From the loaded objects to the decision, claims written.
void whole(benchmark::State& state) {
  const karpenter::Cluster& cluster = cluster_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(karpenter::solve(cluster));
}

/// Without Go only the recorded sizes are there.
void sizes(benchmark::internal::Benchmark* benchmark) {
  for (const int pods : {1, 100, 500, 1000, 2000, 5000, 10000, 20000})
    if (!bench::mix_file(pods, dumps_folder()).empty()) benchmark->Arg(pods);
  benchmark->Unit(benchmark::kMicrosecond);
}

}  // namespace

BENCHMARK(solve)->Apply(sizes);
BENCHMARK(whole)->Apply(sizes);
