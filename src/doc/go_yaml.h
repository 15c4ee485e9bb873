#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::doc {

// The answers of the Go libraries through which Kubernetes reads YAML, byte for byte: what `tests/conformance` compares
// with the real ones. To read a file for a user, use yaml.h.

enum class Strictness { Lenient, Strict };

struct YamlToJson {
  std::string json;  // empty after an error
  std::optional<std::string> error;
};

/// sigs.k8s.io/yaml 1.6.0 YAMLToJSON and YAMLToJSONStrict: the first document of the text. Where Go's answer varies
/// from run to run (keys that become equal in JSON, several unsupported ones), this is one of them; where it prints Go
/// values ("invalid map key: map[…", "unsupported map key of type: …, key: …") the message ends before them.
YamlToJson yaml_to_json(std::string_view text, Strictness strictness);

/// k8s.io/apimachinery 0.36.3 YAMLReader: the documents up to the end or the error.
struct YamlDocuments {
  std::vector<std::string> documents;
  std::optional<std::string> error;
};
YamlDocuments read_documents(std::string_view text);

/// The same, YAMLOrJSONDecoder with a buffer of 4,096 bytes into RawExtensions: each document as JSON, "" for null.
YamlDocuments decode_documents(std::string_view text);

}  // namespace slipway::doc
