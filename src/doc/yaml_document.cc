#include "doc/yaml_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "doc/limits.h"
#include "doc/number_text.h"
#include "doc/yaml_graph.h"
#include "doc/yaml_parser.h"
#include "doc/yaml_resolve.h"

namespace slipway::doc {
namespace {

using Outcome = YamlReading::Outcome;

/// From events straight to the tree, until something comes that needs the graph.
class DirectReader {
 public:
  DirectReader(const YamlInput& input, const YamlPlaces& places, TreeBuilder& tree, std::size_t max_depth)
      : parser_(input, tree), places_(places), tree_(tree), max_depth_(max_depth) {}

  /// False when the graph is needed.
  bool read(YamlReading& reading) {
    YamlEvent event;
    if (!parser_.next(event)) return fail(reading);
    if (event.type == YamlEventType::StreamEnd) {
      reading.outcome = Outcome::Nothing;
      return true;
    }
    do {
      if (!parser_.next(event)) return fail(reading);
      if (!add(event) || tree_.depth() > max_depth_ || tree_.size() > kMaxNodes) return false;
    } while (tree_.depth() > 0);
    if (!parser_.next(event)) return fail(reading);
    reading.outcome = Outcome::Document;
    reading.end = event.start.offset;
    return true;
  }

 private:
  bool fail(YamlReading& reading) {
    reading.outcome = Outcome::BadSyntax;
    reading.problem = parser_.problem();
    return true;
  }

  bool add(const YamlEvent& event) {
    switch (event.type) {
      case YamlEventType::SequenceEnd:
      case YamlEventType::MappingEnd:
        tree_.close();
        key_next_ = tree_.in_map();
        return true;
      case YamlEventType::Alias:
        return false;
      case YamlEventType::SequenceStart:
      case YamlEventType::MappingStart:
        if (key_next_ || !event.anchor.empty()) return false;
        if (event.type == YamlEventType::MappingStart)
          tree_.open_map(places_.range(event.start, event.start.offset));
        else
          tree_.open_list(places_.range(event.start, event.start.offset));
        key_next_ = event.type == YamlEventType::MappingStart;
        return true;
      default:
        return add_scalar(event);
    }
  }

  bool add_scalar(const YamlEvent& event) {
    if (!event.anchor.empty() || !event.tag.empty()) return false;
    const SourceRange where = places_.range(event.start, event.end);
    const Node node = event.implicit ? plain_node(resolve_plain(event.value), event.value, where)
                                     : TreeBuilder::string(event.value, where);
    if (!key_next_) {
      if (node.kind() == Kind::Float && !std::isfinite(node.number())) return false;
      tree_.value(node);
      key_next_ = tree_.in_map();
      return true;
    }
    if (!node.is_string() || (event.implicit && event.value == "<<") || tree_.key(node)) return false;
    key_next_ = false;
    return true;
  }

  YamlParser parser_;
  const YamlPlaces& places_;
  TreeBuilder& tree_;
  std::size_t max_depth_;
  bool key_next_ = false;
};

YamlReading read_by_graph(const YamlInput& input, const YamlPlaces& places, TreeBuilder& tree,
                          YamlDecoder::Limits limits) {
  YamlReading reading;
  YamlParser parser(input, tree);
  YamlGraph graph;
  std::vector<std::string_view> anchors;
  switch (compose_graph(parser, graph, anchors)) {
    case Composed::StreamEnd:
      return reading;
    case Composed::Problem:
      reading.outcome = Outcome::BadSyntax;
      reading.problem = parser.problem();
      return reading;
    case Composed::UnknownAnchor: {
      const YamlGraphNode& alias = graph.nodes.back();
      reading.outcome = Outcome::UnknownAnchor;
      reading.anchor = alias.name;
      reading.anchor_where = places.range(alias.start, alias.end);
      reading.known_anchors.assign(anchors.begin(), anchors.end());
      return reading;
    }
    case Composed::TooLarge: {
      const YamlGraphNode& last = graph.nodes.back();
      reading.outcome = Outcome::Refused;
      reading.refusal =
          YamlRefusal{YamlRefusal::Reason::TooLarge, "document is too large", places.range(last.start, last.end)};
      return reading;
    }
    case Composed::Document:
      break;
  }
  YamlDecoder decoder(graph, tree, places, limits);
  reading.outcome = decoder.decode() ? Outcome::Document : Outcome::Refused;
  reading.refusal = decoder.refusal();
  reading.repeats = decoder.repeats();
  reading.end = graph.end;
  reading.has_unwritable = decoder.has_unwritable();
  return reading;
}

std::string syntax_message(const YamlProblem& problem) {
  // The Go library counts lines from 0 and corrects that for scanner errors only; it takes line 0 for no line.
  std::uint32_t line = problem.at.line;
  if (line == 0)
    line = problem.context_at.line;
  else if (problem.stage == YamlProblem::Stage::Scanner)
    ++line;
  return line == 0 ? fmt::format("yaml: {}", problem.problem) : fmt::format("yaml: line {}: {}", line, problem.problem);
}

/// Calls visit(key or null, value) until it returns true, maps in their order or sorted. Without recursion.
template <class Visit>
bool walk(const Node& root, bool sorted, const Visit& visit) {
  struct Open {
    const Node* node;
    std::vector<const Member*> members;
    std::size_t next = 0;
  };
  std::vector<Open> open;
  const auto enter = [&](const Node& node) {
    if (node.is_scalar()) return;
    Open& opened = open.emplace_back(Open{&node, {}, 0});
    for (const Member& member : node.members()) opened.members.push_back(&member);
    if (sorted) std::ranges::sort(opened.members, {}, [](const Member* member) { return member->key.text(); });
  };
  if (visit(nullptr, root)) return true;
  enter(root);
  while (!open.empty()) {
    Open& innermost = open.back();
    const std::size_t index = innermost.next++;
    if (index == innermost.node->size()) {
      open.pop_back();
      continue;
    }
    const Member* member = innermost.node->is_map() ? innermost.members[index] : nullptr;
    const Node& value = member ? member->value : innermost.node->items()[index];
    if (visit(member ? &member->key : nullptr, value)) return true;
    enter(value);
  }
  return false;
}

std::string unwritable_message(const Node& root) {
  for (const Node* key : unwritable_keys(root, 1))
    return fmt::format("unsupported map key of type: {}", key->is_null() ? "%!s(<nil>)" : "uint64");
  for (const Node* value : unwritable_numbers(root, 1))
    return "json: unsupported value: " + number_text_go(value->number());
  return "";
}

}  // namespace

std::vector<const Node*> unwritable_keys(const Node& root, std::size_t at_most) {
  std::vector<const Node*> found;
  walk(root, false, [&](const Node* key, const Node&) {
    if (key && !key->is_string()) found.push_back(key);
    return found.size() == at_most;
  });
  return found;
}

std::vector<const Node*> unwritable_numbers(const Node& root, std::size_t at_most) {
  std::vector<const Node*> found;
  walk(root, true, [&](const Node*, const Node& value) {
    if (value.kind() == Kind::Float && !std::isfinite(value.number())) found.push_back(&value);
    return found.size() == at_most;
  });
  return found;
}

YamlReading read_first_document(const YamlInput& input, const YamlPlaces& places, TreeBuilder& tree,
                                YamlDecoder::Limits limits, YamlWay way) {
  if (way == YamlWay::Shortest) {
    YamlReading reading;
    if (DirectReader(input, places, tree, limits.depth).read(reading)) return reading;
    tree.restart();
  }
  return read_by_graph(input, places, tree, limits);
}

std::string go_message(const YamlReading& reading, const Node& root, bool strict) {
  switch (reading.outcome) {
    case Outcome::BadSyntax:
      return syntax_message(reading.problem);
    case Outcome::UnknownAnchor:
      return fmt::format("yaml: unknown anchor '{}' referenced", reading.anchor);
    case Outcome::Refused:
      return "yaml: " + reading.refusal->message;
    case Outcome::Nothing:
    case Outcome::Document:
      break;
  }
  if (strict && !reading.repeats.empty()) {
    std::string message = "yaml: unmarshal errors:";
    for (const YamlRepeat& repeat : reading.repeats)
      message += fmt::format("\n  line {}: key {} already set in map", repeat.line, repeat.key);
    return message;
  }
  return reading.has_unwritable ? unwritable_message(root) : "";
}

}  // namespace slipway::doc
