// Karpenter's own scheduling benchmark (makeDiversePods over its 400 fake types), beside the real solve
// (peer/karpenter). solve/N is what the peer times: placing the pods, everything being looked up and numbered before.
// The pods of 100, 1000 and 5000 are the recorded ones; other sizes are dumps of the oracle (bench-N.jsonl.gz in the
// folder that SLIPWAY_KARPENTER_DUMPS names), else drawn alike.
#include <benchmark/benchmark.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "decide/karpenter/read_cluster.h"
#include "decide/karpenter/solve.h"
#include "doc/json.h"

namespace {

using namespace slipway;

std::string unpacked(const std::string& path) {
  std::string out;
  gzFile file = gzopen(path.c_str(), "rb");
  std::array<char, 1 << 16> buffer{};
  for (int count = 0; file && (count = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;)
    out.append(buffer.data(), static_cast<std::size_t>(count));
  if (file) gzclose(file);
  return out;
}

/// Upstream's fake types: i + 1 processors, twice as many GiB, ten times as many pods; one price for all offerings.
std::vector<karpenter::InstanceType> fake_types() {
  std::vector<karpenter::InstanceType> out;
  for (int i = 0; i < 400; ++i) {
    karpenter::InstanceType& one = out.emplace_back();
    const std::int64_t cpu = i + 1, memory = std::int64_t{2} * cpu << 30;
    const double price = 0.1 * static_cast<double>(cpu) + 0.1 * static_cast<double>(memory) / 1e9;
    one.type.name = fmt::format("fake-it-{}", i);
    one.type.labels = {{"integer", {std::to_string(cpu)}},
                       {"karpenter.sh/capacity-type", {"on-demand", "spot"}},
                       {"kubernetes.io/arch", {"amd64"}},
                       {"kubernetes.io/os", {"darwin", "linux", "windows"}},
                       {"node.kubernetes.io/instance-type", {one.type.name}},
                       {"size", {cpu > 4 ? "large" : "small"}},
                       {"special", cpu > 4 ? std::vector<std::string>{"optional"} : std::vector<std::string>{}},
                       {"topology.kubernetes.io/zone", {"test-zone-1", "test-zone-2", "test-zone-3"}}};
    one.type.capacity = {{"cpu", kube::Quantity(cpu)},
                         {"memory", kube::Quantity(memory, kube::Quantity::Format::BinarySI)},
                         {"pods", kube::Quantity(10 * cpu)}};
    one.type.kube_reserved = {{"cpu", kube::Quantity::milli(100)},
                              {"memory", kube::Quantity(std::int64_t{10} << 20, kube::Quantity::Format::BinarySI)}};
    for (const auto& [type, zone] :
         {std::pair("spot", 1), {"spot", 2}, {"on-demand", 1}, {"on-demand", 2}, {"on-demand", 3}})
      one.offerings.push_back({fmt::format("test-zone-{}", zone), type, price, true, "", 0});
  }
  return out;
}

/// As upstream draws them: a fifth each plain, spread over zones, over hosts, together in a zone, one on a host.
std::string drawn_case(int pods) {
  std::uint32_t random = 42;
  const auto draw = [&](std::uint32_t below) { return ((random = random * 1664525 + 1013904223) >> 8) % below; };
  constexpr int kCpu[] = {100, 250, 500, 1000, 1500}, kMemory[] = {100, 256, 512, 1024, 2048, 4096};
  std::string objects =
      R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"default"},"spec":{"limits":{"cpu":"10000000","memory":"10000000Gi"},"template":{"metadata":{"labels":{"testing/cluster":"unspecified"}},"spec":{"nodeClassRef":{"group":"karpenter.k8s.aws","kind":"EC2NodeClass","name":"default"}}}},"status":{"conditions":[{"type":"ValidationSucceeded","status":"True"},{"type":"NodeClassReady","status":"True"},{"type":"Ready","status":"True"}]}})";
  for (int i = 0; i < pods; ++i) {
    const int kind = pods < 5 ? 0 : std::min(i / (pods / 5), 5);
    const char own = static_cast<char>('a' + draw(7)), other = static_cast<char>('a' + draw(7));
    std::string labels = fmt::format(R"("my-label":"{}")", own), more;
    const auto selector = [](std::string_view key, std::string_view value) {
      return fmt::format(R"("labelSelector":{{"matchLabels":{{"{}":"{}"}}}})", key, value);
    };
    if (kind == 1 || kind == 2)
      more = fmt::format(
          R"("topologySpreadConstraints":[{{"maxSkew":1,"whenUnsatisfiable":"DoNotSchedule","topologyKey":"{}",{}}}],)",
          kind == 1 ? "topology.kubernetes.io/zone" : "kubernetes.io/hostname",
          selector("my-label", std::string(1, other)));
    if (kind == 3 || kind == 4) {
      const bool together = kind == 3;
      const std::string_view key = together ? "my-affininity" : "app";
      const std::string value = together ? std::string(1, own) : "nginx";
      labels = fmt::format(R"("{}":"{}")", key, value);
      more = fmt::format(
          R"("affinity":{{"{}":{{"requiredDuringSchedulingIgnoredDuringExecution":[{{"topologyKey":"{}",{}}}]}}}},)",
          together ? "podAffinity" : "podAntiAffinity",
          together ? "topology.kubernetes.io/zone" : "kubernetes.io/hostname", selector(key, value));
    }
    objects += fmt::format(
        R"(,{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p{0}","namespace":"default","uid":"{0:012}","labels":{{{1},"testing/cluster":"unspecified"}}}},"spec":{{{2}"containers":[{{"name":"app","resources":{{"requests":{{"cpu":"{3}m","memory":"{4}Mi"}}}}}}]}},"status":{{"phase":"Pending","conditions":[{{"type":"PodScheduled","status":"False","reason":"Unschedulable"}}]}}}})",
        i, labels, more, kCpu[draw(5)], kMemory[draw(6)]);
  }
  return fmt::format(R"({{"input":{{"objects":[{}]}}}})", objects);
}

std::string case_text(int pods) {
  const std::string name = fmt::format("/bench-{}.jsonl.gz", pods);
  const char* dumps = std::getenv("SLIPWAY_KARPENTER_DUMPS");
  for (const std::string& folder :
       {std::string(dumps ? dumps : ""), std::string(SLIPWAY_SOURCE_DIR "/tests/conformance/cases/karpenter")})
    if (std::filesystem::exists(folder + name)) return unpacked(folder + name);
  return drawn_case(pods);
}

const karpenter::Cluster& cluster_of(int pods) {
  static std::map<int, karpenter::Cluster> read;
  const auto [at, is_new] = read.try_emplace(pods);
  if (!is_new) return at->second;
  Diagnostics diagnostics;
  const doc::Document document = doc::read_json(std::make_shared<SourceText>("case", case_text(pods)), diagnostics);
  karpenter::Cluster& cluster = at->second;
  cluster.types = fake_types();
  karpenter::read_into(cluster, document.root()["input"]["objects"].items(), diagnostics);
  for (auto& pool : cluster.pools)
    for (std::uint32_t i = 0; i < cluster.types.size(); ++i) pool.types.push_back(i);
  if (static_cast<int>(cluster.pods.size()) != pods || diagnostics.has_errors()) std::abort();
  return cluster;
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
  std::size_t claims = 0;
  for (auto _ : state) {
    const auto decision = karpenter::solve(cluster);
    claims = decision.claims.size();
    benchmark::DoNotOptimize(claims);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  // A label, not counters: the CSV that run.sh reads must have the same columns for every benchmark.
  state.SetLabel(fmt::format("{} claims; peak {} MiB", claims, usage.ru_maxrss / 1024));
}

}  // namespace

BENCHMARK(solve)->Arg(1)->Arg(100)->Arg(500)->Arg(1000)->Arg(2000)->Arg(5000)->Arg(10000)->Arg(20000)->Unit(
    benchmark::kMicrosecond);
BENCHMARK(whole)->Arg(1)->Arg(100)->Arg(1000)->Arg(5000)->Arg(20000)->Arg(50000)->Unit(benchmark::kMicrosecond);
