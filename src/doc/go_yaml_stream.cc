// Behaviour of k8s.io/apimachinery 0.36.3, pkg/util/yaml/decoder.go and stream_reader.go.
#include <fmt/core.h>

#include <memory>
#include <utility>

#include "doc/go_yaml.h"
#include "doc/json_scanner.h"
#include "doc/utf8.h"
#include "doc/yaml_stream.h"

namespace slipway::doc {
namespace {

constexpr std::size_t kGuessBytes = 4096;
constexpr std::size_t kGoMaxDepth = 10'000;

std::string separator_message(const YamlPieces& pieces) {
  return "invalid Yaml document separator: " + pieces.bad_separator;
}

/// Go's reader of lines takes 4,096 bytes at a time. A last line without a break that ends with such a part is lost:
/// the end of the text comes instead of its last part.
std::string_view without_lost_line(std::string_view text) {
  constexpr std::size_t kBufferBytes = 4096;
  const std::size_t begin = text.rfind('\n') + 1;  // 0 when there is no break
  const std::string_view line = text.substr(begin);
  std::size_t at = 0;
  while (line.size() - at >= kBufferBytes) {
    at += kBufferBytes;
    if (line[at - 1] == '\r') --at;  // it may belong to a line break
  }
  const bool lost = !line.empty() && at == line.size();
  const bool complains = line.starts_with("---") && cut_yaml_stream(line).bad_line > 0;
  return lost && !complains ? text.substr(0, begin) : text;
}

/// After JSON has failed at `at`: where YAML goes on, behind white space up to one line break. nullopt where the Go
/// decoder gives up, among others when fewer than four bytes are left.
std::optional<std::size_t> skip_space_to_yaml(std::string_view text, std::size_t at) {
  while (at + 4 <= text.size()) {
    const Utf8Character character = first_character(text.substr(at, 4));
    if (character.code == 0xFFFD) return std::nullopt;
    if (!is_unicode_space(character.code)) return at;
    at += character.bytes;
    if (character.code == '\n') return at;
  }
  return std::nullopt;
}

/// `json_error`: why the first of these documents is not the JSON it was taken for.
void decode_yaml(std::string_view text, const std::string& json_error, YamlDocuments& result) {
  const YamlPieces pieces = cut_yaml_stream(without_lost_line(text));
  bool first = true;
  const auto fail = [&](std::string message) { result.error = first && !json_error.empty() ? json_error : message; };
  for (const YamlPiece& piece : pieces.pieces) {
    YamlToJson document = yaml_to_json(piece.normalized(), Strictness::Lenient);
    if (document.error) return fail("error converting YAML to JSON: " + *document.error);
    result.documents.push_back(document.json == "null" ? "" : std::move(document.json));
    first = false;
  }
  if (pieces.bad_line > 0) fail(separator_message(pieces));
}

}  // namespace

YamlDocuments read_documents(std::string_view text) {
  YamlDocuments result;
  const YamlPieces pieces = cut_yaml_stream(without_lost_line(text));
  for (const YamlPiece& piece : pieces.pieces) result.documents.push_back(piece.normalized());
  if (pieces.bad_line > 0) result.error = separator_message(pieces);
  return result;
}

YamlDocuments decode_documents(std::string_view text) {
  YamlDocuments result;
  if (!trim_unicode_space(text.substr(0, kGuessBytes)).starts_with('{')) {
    decode_yaml(text, "", result);
    return result;
  }
  const auto source = std::make_shared<SourceText>("", std::string(text));
  JsonScanner json(source, kGoMaxDepth, JsonScanner::Beyond64::Double);
  for (std::size_t end = 0;; end = json.value_end()) {
    const JsonScanner::Next next = json.scan_value();
    if (next == JsonScanner::Next::Nothing) return result;
    if (next == JsonScanner::Next::Value) {
      const std::string_view raw = text.substr(json.value_begin(), json.value_end() - json.value_begin());
      result.documents.emplace_back(raw == "null" ? "" : raw);
      continue;
    }
    const bool cut_off = next == JsonScanner::Next::CutOff;
    const std::string message = cut_off ? "unexpected EOF" : json.error().message;
    result.error = cut_off ? message : fmt::format("json: offset {}: {}", *json.error().offset, message);
    if (result.documents.size() > 1) {  // surely JSON: no other try
      result.error = message;
      return result;
    }
    if (const auto rest = skip_space_to_yaml(text, end)) {
      const std::string json_error = *std::exchange(result.error, std::nullopt);
      decode_yaml(text.substr(*rest), json_error, result);
    }
    return result;
  }
}

}  // namespace slipway::doc
