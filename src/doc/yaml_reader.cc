#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
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

/// Reads the documents of one stream, one after the other.
class StreamReader {
 public:
  StreamReader(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics,
               const std::shared_ptr<DocumentMemory>& memory)
      : source_(std::move(source)),
        diagnostics_(diagnostics),
        tree_(source_, memory),
        reader_(tree_, {kMaxDepth, kMaxReports}) {}

  /// `cut_off`: a line of `---` ends the piece. An absent root when there is no document in it.
  Document read(const YamlPiece& piece, bool cut_off) {
    const bool same = piece.text.find('\r') == std::string_view::npos;
    const std::string_view kept = same ? piece.text : keep_normalized(piece);
    const std::string_view bytes = copy(kept);
    YamlInput input = prepare_yaml(bytes, tree_);
    if (is_within(input.text, bytes)) {  // and not in the tree's own memory
      const auto skipped = static_cast<std::size_t>(input.text.data() - bytes.data());
      input.lasting = kept.data() + skipped;
      input.lasting_size = kept.size() - skipped;
    }
    const YamlPlaces places(source_.get(), source_->first_line() - 1 + piece.first_line, bytes, input);
    const YamlReading reading = reader_.read(input, places);
    report_repeats(reading);
    switch (reading.outcome) {
      case YamlReading::Outcome::Nothing:
        return {};
      case YamlReading::Outcome::Document:
        break;
      default:
        diagnostics_.add(explain(reading, {input, places, cut_off}));
        return {};
    }
    report_rest(input.text, reading.end, bytes, places);
    if (input.marks) report_marks(bytes, places);
    Document document = tree_.finish();
    if (reading.has_unwritable) report_unwritable(document.root());
    return document;
  }

 private:
  static bool is_within(std::string_view part, std::string_view whole) {
    const auto from = reinterpret_cast<std::uintptr_t>(part.data()),
               begin = reinterpret_cast<std::uintptr_t>(whole.data());
    return from >= begin && from - begin <= whole.size();
  }

  std::string_view keep_normalized(const YamlPiece& piece) { return tree_.keep(piece.normalized()); }

  /// The piece as the scanner wants it, ended and padded; until the next piece is read. Trees point into the text that
  /// it is a copy of.
  std::string_view copy(std::string_view text) {
    std::vector<char>& bytes = tree_.memory().scratch();
    bytes.resize(std::max(bytes.size(), text.size() + 1 + kYamlPadding));
    std::memcpy(bytes.data(), text.data(), text.size());
    std::size_t size = text.size();
    if (!text.ends_with('\n')) bytes[size++] = '\n';
    std::memset(bytes.data() + size, 0, kYamlPadding);
    return {bytes.data(), size};
  }

  /// Whether a key of the document's own map comes again, each on a line of its own.
  static bool is_at_root(const YamlRepeat& repeat) {
    return !repeat.merged && repeat.first.column == 1 && repeat.again.column == 1 &&
           repeat.again.line > repeat.first.line;
  }

  /// Where objects begin that nothing divides from the one before: at whichever comes first of their apiVersion and
  /// kind, of which both come again.
  static std::vector<const YamlRepeat*> undivided_objects(const YamlReading& reading) {
    std::vector<const YamlRepeat*> versions, kinds;
    for (const YamlRepeat& repeat : reading.repeats) {
      if (!is_at_root(repeat)) continue;
      if (repeat.key == "\"apiVersion\"") versions.push_back(&repeat);
      if (repeat.key == "\"kind\"") kinds.push_back(&repeat);
    }
    std::vector<const YamlRepeat*> out;
    for (std::size_t i = 0; i < versions.size() && i < kinds.size(); ++i)
      out.push_back(versions[i]->again.line < kinds[i]->again.line ? versions[i] : kinds[i]);
    return out;
  }

  void report_repeats(const YamlReading& reading) {
    const std::vector<const YamlRepeat*> objects = undivided_objects(reading);
    for (const YamlRepeat* object : objects)
      diagnostics_.add({"YAML002",
                        Severity::Error,
                        object->again,
                        "an object begins here without '---' before it",
                        "of keys that come again only the last is read",
                        "write '---' on a line of its own before it",
                        {}});
    std::set<std::pair<int, int>> reported;  // an alias shows the same place again
    for (const YamlRepeat& repeat : reading.repeats) {
      if (!reported.emplace(repeat.again.line, repeat.again.column).second) continue;
      if (!objects.empty() && is_at_root(repeat) && repeat.again.line >= objects.front()->again.line) continue;
      Diagnostic found{repeat.merged ? "YAML007" : "YAML002", repeat.merged ? Severity::Note : Severity::Error,
                       repeat.again, ""};
      found.message = repeat.merged ? fmt::format("key {} is set by a merge and once more", repeat.key)
                                    : fmt::format("key {} comes twice in this map", repeat.key);
      const bool is_one_place = repeat.first.line == repeat.again.line && repeat.first.column == repeat.again.column;
      if (!is_one_place) found.hint = fmt::format("first at {}:{}", repeat.first.line, repeat.first.column);
      found.fix = repeat.merged
                      ? "nothing for kubectl; for a controller's or the kubelet's configuration, which is read "
                        "strictly, set it in one place"
                      : "keep one of the two";
      diagnostics_.add(std::move(found));
    }
  }

  /// Text that follows the document but is in no other.
  void report_rest(std::string_view text, std::size_t end, std::string_view bytes, const YamlPlaces& places) {
    std::string_view rest = text.substr(std::min(end, text.size()));
    if (rest.starts_with("...")) rest.remove_prefix(3);
    while (!rest.empty()) {
      const std::size_t blanks = rest.find_first_not_of(" \t\r\n");
      if (blanks == std::string_view::npos) return;
      rest.remove_prefix(blanks);
      if (rest[0] != '#') break;
      rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    }
    if (rest.empty() || rest.starts_with("...")) return;
    const auto at = static_cast<std::size_t>(rest.data() - text.data());
    diagnostics_.warning("YAML011", places.bytes(at + (bytes.size() - text.size()), 1),
                         "nobody reads what is behind the end of the document", "write '---' before it");
  }

  void report_marks(std::string_view bytes, const YamlPlaces& places) {
    const std::size_t at = bytes.find("\xEF\xBB\xBF", 3);
    if (at == std::string_view::npos) return;
    diagnostics_.warning("YAML008", places.bytes(at, 3), "a byte order mark within the text becomes part of it",
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
  YamlDocumentReader reader_;
};

std::vector<Document> read_pieces(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics,
                                  const std::shared_ptr<DocumentMemory>& memory) {
  std::vector<Document> documents;
  const YamlPieces pieces = cut_yaml_stream(source->text());
  StreamReader reader(source, diagnostics, memory);
  for (std::size_t i = 0; i < pieces.pieces.size(); ++i) {
    const bool cut_off = i + 1 < pieces.pieces.size();
    Document document = reader.read(pieces.pieces[i], cut_off);
    if (!document.root().is_null()) documents.push_back(std::move(document));
  }
  if (pieces.bad_line > 0) {
    const int number = source->first_line() - 1 + pieces.bad_line;
    Diagnostic found{"YAML010", Severity::Error, {source.get(), number, 4, 1}, ""};
    const std::string_view line = source->line(number);
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

std::shared_ptr<DocumentMemory> make_document_memory() { return std::make_shared<DocumentMemory>(); }

std::vector<Document> read_yaml(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics) {
  return read_yaml(std::move(source), diagnostics, make_document_memory());
}

std::vector<Document> read_yaml(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics,
                                const std::shared_ptr<DocumentMemory>& memory) {
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
    return read_pieces(source, diagnostics, memory);
  Diagnostics as_json, as_yaml;
  auto documents = read_json_values(source, as_json);
  const bool is_json = documents.has_value();
  if (!is_json) documents = read_pieces(source, as_yaml, memory);
  const bool blame_json = is_json || (!as_yaml.all().empty() && looks_like_json(text));
  for (const Diagnostic& diagnostic : (blame_json ? as_json : as_yaml).all()) diagnostics.add(diagnostic);
  return *std::move(documents);
}

Document read_yaml_document(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics) {
  std::vector<Document> documents = read_yaml(source, diagnostics);
  if (documents.size() > 1)
    diagnostics.error("YAML013", documents[1].root().where(), "a second document, where one is expected",
                      "remove it, or the '---' before it");
  // Even of nothing it can be said which file it is.
  return documents.empty() ? TreeBuilder(std::move(source)).finish() : std::move(documents.front());
}

}  // namespace slipway::doc
