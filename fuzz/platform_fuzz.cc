// platform.yaml: whatever the bytes, reading ends, says the same each time, and points into the text. The text includes
// itself where it includes anything.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "doc/yaml.h"
#include "spec/reader.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Reading {
  Diagnostics diagnostics;
  bool has_platform = false;
};

Reading read(const std::shared_ptr<const SourceText>& source) {
  Reading reading;
  const spec::ReadInclude include = [&](const std::string&) -> Result<std::shared_ptr<const SourceText>> {
    return source;
  };
  const auto platform =
      spec::read_platform(doc::read_yaml_document(source, reading.diagnostics), include, reading.diagnostics);
  reading.has_platform = platform.has_value();
  if (platform) require(platform->network.create.has_value() || platform->network.existing.has_value());
  return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 100'000) return 0;
  const auto source =
      std::make_shared<const SourceText>("platform.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const Reading first = read(source), again = read(source);
  require(first.has_platform == again.has_platform);
  require(first.has_platform || first.diagnostics.has_errors());
  require(first.diagnostics.all().size() == again.diagnostics.all().size());
  for (std::size_t i = 0; i < first.diagnostics.all().size(); ++i) {
    const Diagnostic &one = first.diagnostics.all()[i], &other = again.diagnostics.all()[i];
    require(one.message == other.message && one.where == other.where && !one.id.empty());
    require(one.where.source == source.get());
    const auto line = one.where.source->line(one.where.line);
    require(one.where.line == 0 || static_cast<std::size_t>(one.where.column) <= line.size() + 1);
    require(!drawn(one, Colour::Off).empty());
  }
  return 0;
}
