// What `slipway apply` costs by itself when nothing is to be done: platform.yaml read and expanded, the tree compared,
// every object held against the cluster's. Terraform, AWS and the API server are in memory (ops/testing/fake_world.h)
// and are counted in. No peer, but a bound: it fails when that is broken by far, whatever else the machine does.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <cctype>
#include <cstdlib>
#include <ctime>

#include "cli/load.h"
#include "ops/apply.h"
#include "ops/testing/fake_world.h"
#include "render/kubernetes_parts.h"
#include "render/outputs.h"

namespace slipway {
namespace {

constexpr double kBound = 0.1, kFar = 3;  // seconds of processor time; a busy machine makes it half as much again

cli::Loaded loaded(const std::string& blueprint) {
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err};
  return *cli::load(session, std::string(SLIPWAY_SOURCE_DIR "/examples/") + blueprint + "/platform.yaml");
}

/// The API server learns each kind of the graph.
void offer_kinds(cluster::testing::FakeApiServer& server, const platform::Graph& graph) {
  for (const auto& object : graph.objects()) {
    const auto version = object.api_version();
    const std::string group(render::group_of(version));
    std::string resource = object.kind() + "s";
    for (char& c : resource) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    server.offer({group, group.empty() ? version : version.substr(group.size() + 1), object.kind(), resource,
                  !object.namespace_().empty()});
  }
}

void NoopApply(benchmark::State& state, const std::string& blueprint) {
  ops::testing::FakeWorld world;
  const cli::Loaded first = loaded(blueprint);  // what the graph points into lives in it
  world.graph = first.graph;
  offer_kinds(world.server, world.graph);
  for (const auto& [name, expression] : render::outputs_of(world.graph)) world.outputs[name] = "known";
  const auto run = [&]() -> ops::Changes {
    const auto process = world.process();
    ops::Apply apply(process->site, *world.journal, {.waits = false});
    auto changes = apply.plan([](const std::string&) {});
    if (!changes) {
      fmt::print(stderr, "{}\n", changes.error().message);
      std::abort();
    }
    if (changes->is_empty()) return std::move(changes).value();
    const auto steps = apply.steps();
    for (const auto& step : steps)
      if (const auto done = step.run([](const std::string&) {}); !done && step.name != "verify") {
        fmt::print(stderr, "{}: {}\n", step.name, done.error().message);
        std::abort();
      }
    return std::move(changes).value();
  };
  run();
  std::size_t objects = 0;
  const auto began = std::clock();
  for (auto _ : state) {
    const cli::Loaded again = loaded(blueprint);
    world.graph = again.graph;
    const auto changes = run();
    if (!changes.is_empty()) state.SkipWithError("something was to be done");
    objects = changes.objects;
    world.graph = {};
  }
  const double each =
      static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC / static_cast<double>(state.iterations());
  if (each > kFar * kBound) state.SkipWithError("it took more than three times its bound of 100 ms");
  state.counters["objects"] = static_cast<double>(objects);
}

BENCHMARK_CAPTURE(NoopApply, scale_to_zero_dev, "scale-to-zero-dev")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(NoopApply, agentic_ai, "agentic-ai")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace slipway
