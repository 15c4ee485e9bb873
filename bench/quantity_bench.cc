// Reading, adding and printing quantities, beside k8s.io/apimachinery's own (peer/quantity).
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "kube/quantity.h"

namespace {

using slipway::kube::Quantity;

/// What manifests hold; peer/quantity has the same list.
constexpr std::string_view kTexts[] = {"100m", "500m", "2", "16Gi", "512Mi", "1.5", "80Gi", "1e3", "1500m", "20G"};

void parse(benchmark::State& state, std::string_view text) {
  for (auto _ : state) {
    auto parsed = Quantity::parse(text);
    benchmark::DoNotOptimize(parsed);
  }
  if (!Quantity::parse(text)) std::abort();
}

void parse_common(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string_view text : kTexts) {
      auto parsed = Quantity::parse(text);
      benchmark::DoNotOptimize(parsed);
    }
  }
}

void parse_and_print(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string_view text : kTexts) {
      std::string printed = Quantity::parse(text).value().to_string();
      benchmark::DoNotOptimize(printed);
    }
  }
}

void sum_common(benchmark::State& state) {
  std::vector<Quantity> list;
  for (const std::string_view text : kTexts) list.push_back(Quantity::parse(text).value());
  for (auto _ : state) {
    Quantity total;
    for (const Quantity& quantity : list) total += quantity;
    benchmark::DoNotOptimize(total);
  }
}

BENCHMARK_CAPTURE(parse, 100m, "100m");
BENCHMARK_CAPTURE(parse, 16Gi, "16Gi");
BENCHMARK_CAPTURE(parse, fraction, "0.5Gi");  // takes the long form
BENCHMARK(parse_common);
BENCHMARK(parse_and_print);
BENCHMARK(sum_common);

}  // namespace
