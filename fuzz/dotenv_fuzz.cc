// .env files: whatever the bytes, the import ends, and when it found no mistake, its platform.yaml has none either.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "doc/yaml.h"
#include "spec/dotenv/import.h"
#include "spec/reader.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source =
      std::make_shared<const SourceText>(".env", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics diagnostics;
  const std::string text = spec::import_dotenv(source, "2026-11-25", diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) require(diagnostic.where.source == source.get());
  if (diagnostics.has_errors()) return 0;
  Diagnostics of_platform;
  const auto made = std::make_shared<const SourceText>("platform.yaml", text);
  require(spec::read_platform(doc::read_yaml_document(made, of_platform), of_platform).has_value());
  require(!of_platform.has_errors());
  return 0;
}
