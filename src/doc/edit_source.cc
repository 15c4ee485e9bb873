#include "doc/edit_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "doc/yaml_decode.h"
#include "doc/yaml_document.h"
#include "doc/yaml_resolve.h"
#include "doc/yaml_stream.h"

namespace slipway::doc {

using Type = YamlGraphNode::Type;

EditSource::EditSource(YamlPlace place) : text_(place.text) { error_ = open(place.document); }

std::optional<EditError> EditSource::open(std::size_t document) {
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
    return EditError{EditError::Reason::Unreadable, "the text is UTF-16"};
  const YamlPieces pieces = cut_yaml_stream(text_);
  if (pieces.bad_line > 0)
    return EditError{EditError::Reason::Unreadable,
                     fmt::format("line {}: only a comment may follow '---'", pieces.bad_line)};
  std::size_t left = document;
  for (const YamlPiece& piece : pieces.pieces) {
    graph_ = {};
    char* bytes = memory_.reserve(piece.text.size() + kYamlPadding);
    std::copy(piece.text.begin(), piece.text.end(), bytes);
    std::fill_n(bytes + piece.text.size(), kYamlPadding, '\0');
    const std::string_view padded(bytes, piece.text.size());
    input_ = prepare_yaml(padded, memory_);
    YamlParser parser(memory_);
    parser.start(input_);
    std::vector<std::string_view> anchors;
    const Composed composed = compose_graph(parser, graph_, anchors);
    if (composed == Composed::StreamEnd) continue;
    if (composed == Composed::Document) {
      const YamlGraphNode& root = graph_.nodes[graph_.root];
      if (root.type == Type::Scalar && root.implicit && resolve_plain(root.value).kind == Kind::Null &&
          pieces.pieces.size() > 1)
        continue;
    }
    if (left-- > 0) continue;
    if (composed != Composed::Document)
      return EditError{EditError::Reason::Unreadable,
                       fmt::format("the document that begins at line {} is not good YAML", piece.first_line)};
    base_ = static_cast<std::size_t>(piece.text.data() - text_.data()) + (piece.text.size() - input_.text.size());
    measure();
    learn_layout();
    return std::nullopt;
  }
  return EditError{EditError::Reason::NoSuchPlace, fmt::format("there is no document {}", document)};
}

std::uint32_t EditSource::child(std::uint32_t index, std::size_t i) const {
  return graph_.children[graph_.nodes[index].first_child + i];
}

/// Where nodes end. A collection's nodes come behind it, so that from the last on all children are known.
void EditSource::measure() {
  ends_.resize(graph_.nodes.size());
  kept_ends_.resize(graph_.nodes.size());
  for (std::size_t i = graph_.nodes.size(); i-- > 0;) {
    const auto index = static_cast<std::uint32_t>(i);
    const YamlGraphNode& node = graph_.nodes[i];
    std::size_t end = base_ + node.end;
    if (node.type == Type::Alias) has_references_ = true;
    if (node.type == Type::Scalar && node.value == "<<" && node.implicit) has_references_ = true;
    std::size_t kept = end;
    const bool block_text = node.style == YamlStyle::Literal || node.style == YamlStyle::Folded;
    if (node.type == Type::Scalar && block_text) {
      const std::size_t written = text_.find_last_not_of(" \t\r\n", end - 1) + 1;
      const std::string_view header(text_.data() + content(index), line_end(content(index)) - content(index));
      kept = header.substr(0, header.find_first_of(" \t")).find('+') == std::string_view::npos ? written : end;
      end = written;
    } else if ((node.type == Type::Sequence || node.type == Type::Mapping) && !node.flow) {
      end = kept = base_ + node.content.offset;
      for (std::size_t c = 0; c < node.children; ++c) {
        end = std::max(end, ends_[child(index, c)]);
        kept = std::max(kept, kept_ends_[child(index, c)]);
      }
    }
    ends_[i] = end;
    kept_ends_[i] = kept;
  }
}

/// The indentation that this document uses most, and how it writes what is small.
void EditSource::learn_layout() {
  std::map<std::size_t, int> steps, offsets;
  const auto is_flow = [&](std::uint32_t index) { return node(index).flow && node(index).children > 0; };
  const auto is_block_of_scalars = [&](std::uint32_t index) {
    const YamlGraphNode& around = node(index);
    if (around.flow || around.children == 0 || (around.type != Type::Mapping && around.type != Type::Sequence))
      return false;
    for (std::size_t c = 0; c < around.children; ++c)
      if (const Type type = node(child(index, c)).type; type == Type::Mapping || type == Type::Sequence) return false;
    return true;
  };
  int compact = 0, tall = 0;
  for (std::uint32_t i = 0; i < graph_.nodes.size(); ++i) {
    if (i == root()) continue;
    compact += is_flow(i) ? 1 : 0;
    tall += is_block_of_scalars(i) ? 1 : 0;
  }
  constexpr int kFewest = 4;  // a habit, not one case
  layout_.compact = compact >= kFewest && compact > tall;
  for (std::uint32_t i = 0; i < graph_.nodes.size(); ++i) {
    const YamlGraphNode& map = graph_.nodes[i];
    if (map.type != Type::Mapping || map.flow) continue;
    for (std::size_t c = 1; c < map.children; c += 2) {
      const YamlGraphNode& value = node(child(i, c));
      const bool below =
          value.content.line > node(child(i, c - 1)).content.line && value.content.column >= map.content.column;
      if (value.flow || !below) continue;
      const std::size_t by = value.content.column - map.content.column;
      if (value.type == Type::Mapping && by > 0) ++steps[by];
      if (value.type == Type::Sequence) ++offsets[by];
    }
  }
  const auto most = [](const std::map<std::size_t, int>& counts, std::size_t otherwise) {
    const auto found = std::ranges::max_element(counts, {}, [](const auto& pair) { return pair.second; });
    return found == counts.end() ? otherwise : found->first;
  };
  layout_.step = std::min<std::size_t>(most(steps, 2), 9);
  layout_.list_offset = most(offsets, 0);
  const std::size_t first_break = text_.find('\n');
  if (first_break != std::string::npos && first_break > 0 && text_[first_break - 1] == '\r') line_break_ = "\r\n";
}

std::optional<EditSource::Found> EditSource::find(const YamlPath& path, EditError& error) const {
  Found found;
  found.node = root();
  for (const YamlStep& step : path) {
    const YamlGraphNode& around = node(found.node);
    std::uint32_t next = kNone;
    if (around.type == Type::Alias) {
      error = {EditError::Reason::NotSafe,
               fmt::format("'*{}' stands on the way: edit what '&{}' names", around.name, around.name),
               start(found.node)};
      return std::nullopt;
    }
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      if (around.type == Type::Sequence && *index < around.children) next = child(found.node, *index);
      found.place = *index;
      found.key = kNone;
    } else if (around.type == Type::Mapping) {
      for (std::size_t c = 0; c < around.children; c += 2) {  // the last of equal keys counts
        if (yaml_key(node(child(found.node, c))) != std::get<std::string>(step)) continue;
        next = child(found.node, c + 1);
        found.key = child(found.node, c);
        found.place = c / 2;
      }
    }
    if (next == kNone) {
      error = {EditError::Reason::NoSuchPlace, fmt::format("there is no {}", to_string(path))};
      return std::nullopt;
    }
    found.parent = found.node;
    found.node = next;
  }
  return found;
}

std::size_t EditSource::line_begin(std::size_t at) const {
  const std::size_t before = at == 0 ? std::string::npos : text_.rfind('\n', at - 1);
  return before == std::string::npos ? 0 : before + 1;
}

std::size_t EditSource::line_end(std::size_t at) const {
  const std::size_t end = std::min(text_.find('\n', at), text_.size());
  return end > at && end < text_.size() && text_[end - 1] == '\r' ? end - 1 : end;
}

std::size_t EditSource::next_line(std::size_t at) const { return std::min(text_.find('\n', at), text_.size() - 1) + 1; }

std::size_t EditSource::behind_comments(std::size_t end, std::size_t column) const {
  std::size_t own = line_behind(end);  // behind the last comment that is surely of what ends there
  std::size_t line = own;
  bool touches = true;          // no empty line since what ends there
  std::size_t same_column = 0;  // behind a comment in the column itself, which touches; 0: none
  while (line < text_.size()) {
    const std::size_t first = text_.find_first_not_of(" \t\r", line);
    if (first == std::string::npos) break;
    if (text_[first] == '\n') {
      touches = false;
    } else if (text_[first] != '#') {
      // A neighbour in the same column is what a comment above it speaks of.
      return same_column > own && first - line < column ? same_column : own;
    } else if (first - line > column) {
      own = next_line(first);
      touches = true;
    } else if (first - line == column && touches) {
      same_column = next_line(first);
    } else {
      return own;
    }
    line = next_line(first);
  }
  return std::max(own, same_column);
}

}  // namespace slipway::doc
