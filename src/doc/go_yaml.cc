#include "doc/go_yaml.h"

#include "doc/json.h"
#include "doc/yaml_document.h"

namespace slipway::doc {

YamlToJson yaml_to_json(std::string_view text, Strictness strictness) {
  TreeBuilder tree(nullptr);
  std::string padded(text);
  padded.append(kYamlPadding, '\0');
  const std::string_view bytes = std::string_view(padded).substr(0, text.size());
  const YamlInput input = prepare_yaml(bytes, tree);
  const YamlPlaces places(nullptr, 1, bytes, input);
  const bool strict = strictness == Strictness::Strict;
  const YamlDecoder::Limits limits{std::string::npos, strict ? std::string::npos : 0};
  const YamlReading reading = YamlDocumentReader(tree, limits).read(input, places);
  if (reading.outcome != YamlReading::Outcome::Document && reading.outcome != YamlReading::Outcome::Nothing)
    return {"", go_message(reading, {}, strict)};
  const Document document = tree.finish();
  const std::string error = go_message(reading, document.root(), strict);
  if (!error.empty()) return {"", error};
  return {canonical_json(document.root()), std::nullopt};
}

}  // namespace slipway::doc
