#include "doc/yaml_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "doc/limits.h"
#include "doc/number_text.h"
#include "doc/yaml_graph.h"
#include "doc/yaml_parser.h"
#include "doc/yaml_plain_reader.h"
#include "doc/yaml_resolve.h"

namespace slipway::doc {
namespace {

using Outcome = YamlReading::Outcome;

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

YamlReading YamlDocumentReader::read(const YamlInput& input, const YamlPlaces& places) {
  YamlReading reading;
  input_ = &input;
  if (way_ == YamlWay::Shortest) {
    if (YamlPlainReader(tree_, input, places).read()) {
      reading.outcome = Outcome::Document;
      reading.end = input.text.size();
      return reading;
    }
    tree_.restart();
  }
  parser_.start(input);
  if (way_ == YamlWay::Shortest && read_directly(places, reading)) return reading;
  tree_.restart();
  YamlInput kept = input;
  if (input.lasting) {
    std::string padded(input.text);
    padded.append(kYamlPadding, '\0');
    kept.text = tree_.keep(padded).substr(0, input.text.size());
  }
  parser_.start(kept);
  read_by_graph(places, reading);
  return reading;
}

bool YamlDocumentReader::fail(YamlReading& reading) {
  reading.outcome = Outcome::BadSyntax;
  reading.problem = parser_.problem();
  tree_.restart();
  return true;
}

void YamlDocumentReader::refuse_size(SourceRange where, YamlReading& reading) {
  reading.outcome = Outcome::Refused;
  reading.refusal = YamlRefusal{YamlRefusal::Reason::TooLarge, "document is too large", where};
  tree_.restart();
}

bool YamlDocumentReader::read_directly(const YamlPlaces& places, YamlReading& reading) {
  key_next_ = false;
  YamlEvent event;
  if (!parser_.next(event)) return fail(reading);
  if (event.type == YamlEventType::StreamEnd) return true;
  do {
    if (!parser_.next(event)) return fail(reading);
    if (!add(event, places)) return false;
    if (tree_.depth() > limits_.depth || tree_.size() > kMaxNodes) {
      refuse_size(places.range(event.start, event.end), reading);
      return true;
    }
  } while (tree_.depth() > 0);
  if (!parser_.next(event)) return fail(reading);
  reading.outcome = Outcome::Document;
  reading.end = event.start.offset;
  return true;
}

bool YamlDocumentReader::add(const YamlEvent& event, const YamlPlaces& places) {
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
        tree_.open_map(places.range(event.start, event.start.offset));
      else
        tree_.open_list(places.range(event.start, event.start.offset));
      key_next_ = event.type == YamlEventType::MappingStart;
      return true;
    default:
      return add_scalar(event, places);
  }
}

bool YamlDocumentReader::add_scalar(const YamlEvent& event, const YamlPlaces& places) {
  if (!event.anchor.empty() || !event.tag.empty()) return false;
  const SourceRange where = places.range(event.start, event.end);
  if (key_next_ && (!event.implicit || resolve_plain(event.value).kind == Kind::String)) {
    if (event.implicit && event.value == "<<") return false;
    if (tree_.key(
            TreeBuilder::string(tree_.memory().same_key(YamlPlainReader::lasting(event.value, *input_, tree_)), where)))
      return false;
    key_next_ = false;
    return true;
  }
  const std::string_view value = YamlPlainReader::lasting(event.value, *input_, tree_);
  const Node node = event.implicit ? plain_node(resolve_plain(value), value, where) : TreeBuilder::string(value, where);
  if (key_next_ || (node.kind() == Kind::Float && !std::isfinite(node.number()))) return false;
  tree_.value(node);
  key_next_ = tree_.in_map();
  return true;
}

void YamlDocumentReader::read_by_graph(const YamlPlaces& places, YamlReading& reading) {
  YamlGraph graph;
  std::vector<std::string_view> anchors;
  switch (compose_graph(parser_, graph, anchors)) {
    case Composed::StreamEnd:
      return;
    case Composed::Problem:
      fail(reading);
      return;
    case Composed::UnknownAnchor: {
      const YamlGraphNode& alias = graph.nodes.back();
      reading.outcome = Outcome::UnknownAnchor;
      reading.anchor = alias.name;
      reading.anchor_where = places.range(alias.start, alias.end);
      reading.known_anchors.assign(anchors.begin(), anchors.end());
      return;
    }
    case Composed::TooLarge: {
      const YamlGraphNode& last = graph.nodes.back();
      refuse_size(places.range(last.start, last.end), reading);
      return;
    }
    case Composed::Document:
      break;
  }
  YamlDecoder decoder(graph, tree_, places, limits_);
  reading.outcome = decoder.decode() ? Outcome::Document : Outcome::Refused;
  if (reading.outcome == Outcome::Refused) tree_.restart();
  reading.refusal = decoder.refusal();
  reading.repeats = decoder.repeats();
  reading.end = graph.end;
  reading.has_unwritable = decoder.has_unwritable();
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
