// YAML and JSON texts, as sigs.k8s.io/yaml 1.6.0, sigs.k8s.io/json and k8s.io/apimachinery 0.36.3 read them.
#include "conformance/family.h"
#include "conformance/inputs.h"
#include "doc/base64.h"
#include "doc/go_yaml.h"
#include "doc/utf8.h"

namespace slipway::conformance {
namespace {

/// The JSON of the first document, or why there is none; what the strict reader says where the lenient one is content.
doc::Value convert(const doc::Node& input) {
  const std::string text = bytes_of(input, "text");
  const doc::YamlToJson lenient = doc::yaml_to_json(text, doc::Strictness::Lenient);
  if (lenient.error) return refused(*lenient.error);
  doc::Map answer{{"ok", true}, {"json", lenient.json}};
  const doc::YamlToJson strict = doc::yaml_to_json(text, doc::Strictness::Strict);
  if (strict.error) answer.set("strictErr", *strict.error);
  return answer;
}

/// A text as cases write it, which are JSON: in base64 when it is not UTF-8.
doc::Value text_of(const std::string& bytes) {
  if (doc::find_invalid_utf8(bytes) != std::string::npos) return doc::Map{{"textBase64", doc::encode_base64(bytes)}};
  return doc::Map{{"text", bytes}};
}

doc::Value stream(const doc::Node& input) {
  const std::string text = bytes_of(input, "text");
  const doc::YamlDocuments cut = doc::read_documents(text);
  const doc::YamlDocuments decoded = doc::decode_documents(text);
  doc::List pieces, documents;
  for (const std::string& piece : cut.documents) pieces.add(text_of(piece));
  for (const std::string& document : decoded.documents) documents.add(document);
  doc::Map answer{{"reader", pieces}, {"decoder", documents}};
  if (cut.error) answer.set("readerErr", *cut.error);
  if (decoded.error) answer.set("decoderErr", *decoded.error);
  return answer;
}

}  // namespace

std::vector<Family> yaml_families() {
  return {
      {"primitives", "yaml", convert},           {"primitives", "yaml-scalars", convert},
      {"primitives", "yaml-generated", convert}, {"primitives", "yaml-mutated", convert},
      {"primitives", "yaml-stream", stream},
  };
}

}  // namespace slipway::conformance
