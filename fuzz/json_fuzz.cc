// JSON: what is read is written and read again as the same tree; both readers agree on what is JSON.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "doc/json.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = std::make_shared<SourceText>("input", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics diagnostics;
  const doc::Document document = doc::read_json(source, diagnostics);
  const doc::JsonOutcome outcome = doc::unmarshal_json(source);
  for (const Diagnostic& diagnostic : diagnostics.all()) (void)drawn(diagnostic, Colour::Off);
  if (document.root().is_absent()) return 0;
  if (outcome.error && outcome.error->offset) std::abort();  // read_json found no syntax error
  for (const doc::JsonLayout layout : {doc::JsonLayout::Compact, doc::JsonLayout::Indented}) {
    const std::string text = doc::write_json(document.root(), layout);
    Diagnostics again;
    const auto written = std::make_shared<SourceText>("written", text);
    const doc::Document same = doc::read_json(written, again);
    if (again.has_errors() || doc::write_json(same.root(), layout) != text) std::abort();
    if (doc::canonical_json(same.root()) != doc::canonical_json(document.root())) std::abort();
  }
  return 0;
}
