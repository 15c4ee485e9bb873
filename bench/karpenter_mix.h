// The pods and types of Karpenter's own scheduling benchmark, as bench/karpenter_bench.cc and karpenter_growth.cc load
// them.
#pragma once

#include <fmt/core.h>
#include <zlib.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "decide/karpenter/read_cluster.h"
#include "doc/json.h"

namespace slipway::bench {

/// Calls `tell` with each line of a packed text.
template <class Tell>
void each_line(const std::string& path, Tell tell) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) return;
  std::array<char, 1 << 16> buffer{};
  std::string line;
  for (int count = 0; (count = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
    std::string_view ahead(buffer.data(), static_cast<std::size_t>(count));
    for (std::size_t end; (end = ahead.find('\n')) != std::string_view::npos; ahead.remove_prefix(end + 1)) {
      line += ahead.substr(0, end);
      tell(std::move(line));
      line.clear();
    }
    line += ahead;
  }
  gzclose(file);
}

/// Upstream's fake types: i + 1 processors, twice as many GiB, ten times as many pods; one price for all offerings.
inline std::vector<karpenter::InstanceType> fake_types() {
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

/// One size of the mix. The texts stay: what was read points into them.
struct Mix {
  std::vector<doc::Document> documents;
  karpenter::Cluster cluster;
};

/// Where the mix of so many pods is: among the recorded cases, else in `dumps`, where peer/karpenter/prepare puts what
/// the oracle draws. Empty: nowhere.
inline std::string mix_file(int pods, const std::string& dumps) {
  for (const std::string& path :
       {fmt::format("{}/tests/conformance/cases/karpenter/bench-{}.jsonl.gz", SLIPWAY_SOURCE_DIR, pods),
        fmt::format("{}/mix-{}.jsonl.gz", dumps, pods)})
    if (std::filesystem::exists(path)) return path;
  return {};
}

/// Each line is a case that holds the objects, or one object.
inline void read_mix(const std::string& path, Mix& mix) {
  Diagnostics diagnostics;
  mix.cluster.types = fake_types();
  each_line(path, [&](std::string line) {
    const doc::Document& document =
        mix.documents.emplace_back(doc::read_json(std::make_shared<SourceText>("mix", std::move(line)), diagnostics));
    if (const doc::Node* input = document.root().find("input"))
      karpenter::read_into(mix.cluster, (*input)["objects"].items(), diagnostics);
    else
      karpenter::read_into(mix.cluster, document.root(), diagnostics);
  });
  if (diagnostics.has_errors()) std::abort();
  for (auto& pool : mix.cluster.pools)
    for (std::uint32_t i = 0; i < mix.cluster.types.size(); ++i) pool.types.push_back(i);
}

}  // namespace slipway::bench
