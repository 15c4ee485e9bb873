// Rendering in process: a whole blueprint from its text, and what a thousand resources and a thousand objects cost.

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/load.h"
#include "render/tree.h"

namespace {

using namespace slipway;
namespace fs = std::filesystem;

const fs::path kExamples = fs::path(SLIPWAY_SOURCE_DIR) / "examples";

/// examples/ in memory: no disk in the figures.
io::FakeFiles& examples() {
  static io::FakeFiles files = [] {
    io::FakeFiles all;
    for (const auto& file : fs::recursive_directory_iterator(kExamples)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      all.files[fs::relative(file.path(), kExamples).string()] = text.str();
    }
    return all;
  }();
  return files;
}

cli::Loaded loaded(const std::string& platform) {
  cli::StringOutput out, err;
  cli::Session session{.files = examples(), .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  return *cli::load(session, platform);
}

std::size_t bytes_of(const std::vector<render::File>& files) {
  std::size_t bytes = 0;
  for (const auto& file : files) bytes += file.text.size();
  return bytes;
}

void report(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
}

/// From the text of platform.yaml to the texts of the tree.
void blueprint(benchmark::State& state, const std::string& platform) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto all = loaded(platform);
    bytes = bytes_of(render::render(all.graph, {}));
    benchmark::DoNotOptimize(bytes);
  }
  report(state, bytes);
}
BENCHMARK_CAPTURE(blueprint, ray_on_eks, "ray-on-eks/platform.yaml")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(blueprint, agentic_ai, "agentic-ai/platform.yaml")->Unit(benchmark::kMillisecond);

/// The AWS resources of agentic-ai again under other names, until there are as many as asked for.
platform::Graph resources(std::size_t count) {
  const auto from = loaded("agentic-ai/platform.yaml").graph;
  platform::Graph graph;
  graph.setting = from.setting;
  for (std::size_t copy = 0; graph.resources().size() < count; ++copy)
    for (const auto& resource : from.resources()) {
      if (graph.resources().size() == count) break;
      auto more = resource;
      more.origin = {};  // its source is gone
      if (copy > 0) more.id.name += "_" + std::to_string(copy);
      graph.add(std::move(more));
    }
  return graph;
}

void aws_resources(benchmark::State& state) {
  const auto graph = resources(static_cast<std::size_t>(state.range(0)));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = bytes_of(render::terraform(graph));
  report(state, bytes);
}
BENCHMARK(aws_resources)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void kubernetes_objects(benchmark::State& state) {
  platform::Graph graph;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    const auto name = "worker-" + std::to_string(i);
    const doc::Map labels{{"app.kubernetes.io/name", name}};
    const doc::Map container{{"name", "main"},
                             {"image", "registry.example.com/worker:1.2.3"},
                             {"env", doc::List{doc::Map{{"name", "QUEUE"}, {"value", "${aws_sqs_queue.jobs.url}"}}}},
                             {"resources", doc::Map{{"requests", doc::Map{{"cpu", "500m"}, {"memory", "1Gi"}}}}}};
    const doc::Value object(
        doc::Map{{"apiVersion", "apps/v1"},
                 {"kind", "Deployment"},
                 {"metadata", doc::Map{{"name", name}, {"namespace", "jobs"}, {"labels", labels}}},
                 {"spec", doc::Map{{"replicas", 2},
                                   {"selector", doc::Map{{"matchLabels", labels}}},
                                   {"template", doc::Map{{"metadata", doc::Map{{"labels", labels}}},
                                                         {"spec", doc::Map{{"containers", doc::List{container}}}}}}}}});
    graph.add(platform::Object{doc::freeze(object, {}), "workloads", {}});
  }
  std::size_t bytes = 0;
  for (auto _ : state) bytes = bytes_of(render::kubernetes(graph, {}));
  report(state, bytes);
}
BENCHMARK(kubernetes_objects)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
