// YAML: the two ways of reading agree; what is read is written and read again as the same tree; the JSON that the Go
// libraries would make is JSON; every problem can be shown.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "doc/go_yaml.h"
#include "doc/json.h"
#include "doc/write_yaml.h"
#include "doc/yaml.h"
#include "doc/yaml_document.h"

using namespace slipway;

namespace {

std::string read_by(doc::YamlWay way, std::string_view text) {
  std::string padded(text);
  padded.append(doc::kYamlPadding, '\0');
  const std::string_view bytes = std::string_view(padded).substr(0, text.size());
  doc::TreeBuilder tree(nullptr);
  const doc::YamlInput input = doc::prepare_yaml(bytes, tree);
  const doc::YamlPlaces places(nullptr, 1, bytes, input);
  const doc::YamlReading reading = doc::YamlDocumentReader(tree, {10'000, 100}, way).read(input, places);
  const doc::Document document = tree.finish();
  return doc::go_message(reading, document.root(), true) + '\n' + doc::canonical_json(document.root());
}

void check_tree(const doc::Document& document) {
  const std::string text = doc::write_yaml(document.root());
  Diagnostics diagnostics;
  const auto written = std::make_shared<SourceText>("written", text);
  const doc::Document again = doc::read_yaml_document(written, diagnostics);
  if (diagnostics.has_errors() || doc::canonical_json(again.root()) != doc::canonical_json(document.root()))
    std::abort();
  if (doc::write_yaml(again.root()) != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (read_by(doc::YamlWay::Shortest, text) != read_by(doc::YamlWay::Graph, text)) std::abort();
  const doc::YamlToJson json = doc::yaml_to_json(text, doc::Strictness::Lenient);
  if (!json.error && doc::unmarshal_json(std::make_shared<SourceText>("json", json.json)).error) std::abort();
  (void)doc::decode_documents(text);
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>("input", text);
  const std::vector<doc::Document> documents = doc::read_yaml(source, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) (void)drawn(diagnostic, Colour::Off);
  if (diagnostics.has_errors()) return 0;
  for (const doc::Document& document : documents) check_tree(document);
  return 0;
}
