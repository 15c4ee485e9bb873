#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "doc/json_scanner.h"
#include "doc/limits.h"
#include "doc/yaml.h"
#include "doc/yaml_document.h"
#include "doc/yaml_explain.h"
#include "doc/yaml_stream.h"

namespace slipway::doc {
namespace {

/// One document of the stream and what is said about it.
class PieceReader {
 public:
  PieceReader(std::shared_ptr<const SourceText> source, const YamlPiece& piece, bool cut_off, Diagnostics& diagnostics)
      : source_(std::move(source)),
        diagnostics_(diagnostics),
        tree_(source_, piece.text.size() * 6 + 256),
        bytes_(copy(piece)),
        input_(prepare_yaml(bytes_)),
        places_(source_.get(), piece.first_line, bytes_, input_),
        text_{input_, places_, cut_off} {}

  Document read() {
    const YamlReading reading =
        read_first_document(input_, places_, tree_, {kMaxDepth, kMaxReports}, YamlWay::Shortest);
    report_repeats(reading);
    switch (reading.outcome) {
      case YamlReading::Outcome::Nothing:
        return {};
      case YamlReading::Outcome::Document:
        break;
      default:
        diagnostics_.add(explain(reading, text_));
        return {};
    }
    report_rest(reading.end);
    if (input_.marks) report_marks();
    Document document = tree_.finish();
    if (reading.has_unwritable) report_unwritable(document.root());
    return document;
  }

 private:
  /// The piece as the scanner wants it, in the document's memory. See YamlPiece::normalized().
  std::string_view copy(const YamlPiece& piece) {
    std::string normalized;
    std::string_view text = piece.text;
    if (text.find('\r') != std::string_view::npos) {
      normalized = piece.normalized();
      text = normalized;
    }
    const bool ended = text.ends_with('\n');
    char* bytes = tree_.reserve(text.size() + 1 + kYamlPadding);
    std::memcpy(bytes, text.data(), text.size());
    std::size_t size = text.size();
    if (!ended) bytes[size++] = '\n';
    std::memset(bytes + size, 0, kYamlPadding);
    return {bytes, size};
  }

  void report_repeats(const YamlReading& reading) {
    std::set<std::pair<int, int>> reported;  // an alias shows the same place again
    for (const YamlRepeat& repeat : reading.repeats) {
      if (!reported.emplace(repeat.again.line, repeat.again.column).second) continue;
      Diagnostic found{repeat.merged ? "YAML007" : "YAML002", repeat.merged ? Severity::Warning : Severity::Error,
                       repeat.again, ""};
      found.message = repeat.merged ? fmt::format("key {} is set by a merge and once more", repeat.key)
                                    : fmt::format("key {} comes twice in this map", repeat.key);
      found.hint = fmt::format("first at {}:{}", repeat.first.line, repeat.first.column);
      found.fix = repeat.merged ? "strict readers refuse this: set it in one place" : "keep one of the two";
      diagnostics_.add(std::move(found));
    }
  }

  /// Text that follows the document but is in no other.
  void report_rest(std::size_t end) {
    std::string_view rest = input_.text.substr(std::min(end, input_.text.size()));
    if (rest.starts_with("...")) rest.remove_prefix(3);
    while (!rest.empty()) {
      const std::size_t text = rest.find_first_not_of(" \t\r\n");
      if (text == std::string_view::npos) return;
      rest.remove_prefix(text);
      if (rest[0] != '#') break;
      rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    }
    if (rest.empty() || rest.starts_with("...")) return;
    const auto at = static_cast<std::size_t>(rest.data() - input_.text.data());
    diagnostics_.warning("YAML011", places_.bytes(at + (bytes_.size() - input_.text.size()), 1),
                         "nobody reads what is behind the end of the document", "write '---' before it");
  }

  void report_marks() {
    const std::size_t at = bytes_.find("\xEF\xBB\xBF", 3);
    if (at == std::string_view::npos) return;
    diagnostics_.warning("YAML008", places_.bytes(at, 3), "a byte order mark within the text becomes part of it",
                         "remove the invisible character");
  }

  void report_unwritable(const Node& root) {
    for (const Node* key : unwritable_keys(root, kMaxReports)) {
      const bool null = key->is_null();
      diagnostics_.error("YAML004", key->where(),
                         null ? "null cannot be a key" : fmt::format("{} is too large for a key", key->text()),
                         "put the key in quotes");
    }
    for (const Node* number : unwritable_numbers(root, kMaxReports))
      diagnostics_.error("YAML005", number->where(), fmt::format("JSON has no number {}", number->text()),
                         "put it in quotes if text is meant");
  }

  std::shared_ptr<const SourceText> source_;
  Diagnostics& diagnostics_;
  TreeBuilder tree_;
  std::string_view bytes_;
  YamlInput input_;
  YamlPlaces places_;
  YamlText text_;
};

std::vector<Document> read_pieces(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics) {
  std::vector<Document> documents;
  const YamlPieces pieces = cut_yaml_stream(source->text());
  for (std::size_t i = 0; i < pieces.pieces.size(); ++i) {
    const bool cut_off = i + 1 < pieces.pieces.size();
    Document document = PieceReader(source, pieces.pieces[i], cut_off, diagnostics).read();
    if (!document.root().is_null()) documents.push_back(std::move(document));
  }
  if (pieces.bad_line > 0) {
    Diagnostic found{"YAML010", Severity::Error, {source.get(), pieces.bad_line, 4, 1}, ""};
    const std::string_view line = source->line(pieces.bad_line);
    const std::size_t at = line.find_first_not_of(" \t", 3);
    if (at != std::string_view::npos) {
      found.where.column = static_cast<int>(at) + 1;
      found.where.length = static_cast<int>(line.size() - at);
    }
    found.message = "only a comment may follow '---' on its line";
    found.hint = "nothing is read from here on";
    found.fix = "begin the document on the next line";
    diagnostics.add(std::move(found));
  }
  return documents;
}

/// Kubernetes tries JSON first when the stream begins with a brace. nullopt: it is not JSON throughout; `problems` then
/// says why, in case that it is no YAML either.
std::optional<std::vector<Document>> read_json_values(const std::shared_ptr<const SourceText>& source,
                                                      Diagnostics& problems) {
  std::vector<Document> documents;
  JsonScanner json(source, kMaxDepth, JsonScanner::Beyond64::Unsigned);
  for (;;) {
    switch (json.scan_value()) {
      case JsonScanner::Next::Value:
        documents.push_back(json.take_document());
        continue;
      case JsonScanner::Next::Nothing:
        report_json_content(json, problems);
        return documents;
      default:
        report_json_error(json, *source, problems);
        return std::nullopt;
    }
  }
}

/// `{"`: whoever wrote this meant JSON.
bool looks_like_json(std::string_view text) {
  const std::string_view inside = trim_unicode_space(trim_unicode_space(text.substr(0, 4096)).substr(1));
  return inside.starts_with('"');
}

}  // namespace

std::vector<Document> read_yaml(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics) {
  const std::string& text = source->text();
  if (text.size() > kMaxTextBytes) {
    diagnostics.error("YAML012", {source.get()}, fmt::format("larger than {} bytes: not read", kMaxTextBytes));
    return {};
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    diagnostics.error("YAML008", {source.get()}, "the file is UTF-16, which kubectl does not read",
                      "save the file as UTF-8");
    return {};
  }
  if (!trim_unicode_space(std::string_view(text).substr(0, 4096)).starts_with('{'))
    return read_pieces(source, diagnostics);
  Diagnostics as_json, as_yaml;
  auto documents = read_json_values(source, as_json);
  const bool is_json = documents.has_value();
  if (!is_json) documents = read_pieces(source, as_yaml);
  const bool blame_json = is_json || (!as_yaml.all().empty() && looks_like_json(text));
  for (const Diagnostic& diagnostic : (blame_json ? as_json : as_yaml).all()) diagnostics.add(diagnostic);
  return *std::move(documents);
}

Document read_yaml_document(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics) {
  std::vector<Document> documents = read_yaml(source, diagnostics);
  if (documents.size() > 1)
    diagnostics.error("YAML013", documents[1].root().where(), "a second document, where one is expected",
                      "remove it, or the '---' before it");
  return documents.empty() ? Document() : std::move(documents.front());
}

}  // namespace slipway::doc
