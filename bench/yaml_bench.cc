// Reading, converting and writing a stream of manifests, beside sigs.k8s.io/yaml (peer/yaml, which reads the file that
// this program writes).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "doc/go_yaml.h"
#include "doc/json.h"
#include "doc/write_yaml.h"
#include "doc/yaml.h"
#include "doc/yaml_stream.h"
#include "manifest_corpus.h"

namespace {

using namespace slipway;

const std::shared_ptr<const SourceText>& corpus() {
  static const auto source = [] {
    std::string text = bench::ManifestCorpus().write(1700);
    std::filesystem::create_directories("build");
    std::ofstream("build/manifests.yaml", std::ios::binary) << text;
    return std::make_shared<const SourceText>("manifests.yaml", std::move(text));
  }();
  return source;
}

void bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * corpus()->text().size()));
}

/// Text to trees that know their places. The peer: text to JSON, document by document.
void read_stream(benchmark::State& state) {
  for (auto _ : state) {
    Diagnostics diagnostics;
    const auto documents = doc::read_yaml(corpus(), diagnostics);
    if (documents.size() < 8000 || !diagnostics.all().empty()) std::abort();
  }
  bytes(state);
}

/// The very work of the peer: text to JSON, document by document.
void to_json(benchmark::State& state) {
  for (auto _ : state) {
    for (const doc::YamlPiece& piece : doc::cut_yaml_stream(corpus()->text()).pieces) {
      const doc::YamlToJson json = doc::yaml_to_json(piece.normalized(), doc::Strictness::Lenient);
      if (json.error) std::abort();
    }
  }
  bytes(state);
}

void split(benchmark::State& state) {
  for (auto _ : state) {
    const doc::YamlPieces pieces = doc::cut_yaml_stream(corpus()->text());
    if (pieces.pieces.size() < 8000) std::abort();
  }
  bytes(state);
}

/// Trees to text. The peer has no order or places to keep: it writes sorted maps.
void write_all(benchmark::State& state) {
  Diagnostics diagnostics;
  const auto documents = doc::read_yaml(corpus(), diagnostics);
  for (auto _ : state) {
    for (const doc::Document& document : documents) benchmark::DoNotOptimize(doc::write_yaml(document.root()));
  }
  bytes(state);
}

}  // namespace

BENCHMARK(read_stream)->Unit(benchmark::kMillisecond);
BENCHMARK(to_json)->Unit(benchmark::kMillisecond);
BENCHMARK(split)->Unit(benchmark::kMillisecond);
BENCHMARK(write_all)->Unit(benchmark::kMillisecond);
