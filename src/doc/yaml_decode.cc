#include "doc/yaml_decode.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "doc/base64.h"
#include "doc/limits.h"
#include "doc/number_text.h"
#include "doc/utf8.h"
#include "doc/yaml_resolve.h"

namespace slipway::doc {
namespace {

constexpr std::string_view kYamlTag = "tag:yaml.org,2002:";

std::string short_tag(std::string_view tag) {
  return tag.starts_with(kYamlTag) ? "!!" + std::string(tag.substr(kYamlTag.size())) : std::string(tag);
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::Null:
      return "null";
    case Kind::Bool:
      return "bool";
    case Kind::Int:
      return "int";
    case Kind::Float:
      return "float";
    default:
      return "str";
  }
}

bool is_merge(const YamlGraphNode& key) {
  return key.type == YamlGraphNode::Type::Scalar && key.value == "<<" &&
         (key.implicit || key.tag == "tag:yaml.org,2002:merge");
}

/// How much of a document may come from aliases: 99 % of a small one, 10 % of a large one.
double allowed_alias_ratio(std::size_t decoded) {
  constexpr double kSmall = 400'000, kLarge = 4'000'000;
  const auto count = static_cast<double>(decoded);
  if (count <= kSmall) return 0.99;
  if (count >= kLarge) return 0.10;
  return 0.99 - 0.89 * ((count - kSmall) / (kLarge - kSmall));
}

std::string float_key(double number) {
  const std::string text = number_text_32(number);
  if (text == "+Inf") return ".inf";
  if (text == "-Inf") return "-.inf";
  return text == "NaN" ? ".nan" : text;
}

}  // namespace

YamlDecoder::YamlDecoder(const YamlGraph& graph, TreeBuilder& tree, const YamlPlaces& places, Limits limits)
    : graph_(graph), tree_(tree), places_(places), limits_(limits) {}

bool YamlDecoder::refuse(YamlRefusal::Reason reason, std::string message, const YamlGraphNode& node) {
  refusal_ = YamlRefusal{reason, std::move(message), places_.range(node.start, node.end)};
  return false;
}

bool YamlDecoder::decode() {
  decoded_ = 1;  // the document
  if (!read(graph_.root)) return false;
  while (!frames_.empty())
    if (!step()) return false;
  return true;
}

bool YamlDecoder::count(const YamlGraphNode& node) {
  ++decoded_;
  if (!open_aliases_.empty()) ++decoded_by_alias_;
  if (decoded_by_alias_ > 100 && decoded_ > 1000 &&
      static_cast<double>(decoded_by_alias_) / static_cast<double>(decoded_) > allowed_alias_ratio(decoded_))
    return refuse(YamlRefusal::Reason::Aliasing, "document contains excessive aliasing", node);
  if (tree_.size() > kMaxNodes || tree_.depth() > limits_.depth)
    return refuse(YamlRefusal::Reason::TooLarge, "document is too large", node);
  return true;
}

bool YamlDecoder::step() {
  Frame& frame = frames_.back();
  const YamlGraphNode& current = node(frame.node);
  switch (frame.role) {
    case Role::Alias:
      open_aliases_.erase(frame.node);
      frames_.pop_back();
      return true;
    case Role::Sequence:
      if (frame.next < current.children) return read(child(current, frame.next++));
      tree_.close();
      break;
    case Role::MergedList:
      if (frame.next > 0) return merge_one(child(current, --frame.next));
      break;
    case Role::Mapping:
    case Role::MergedMapping:
      if (frame.key_waits) record_key(frame);
      if (frame.next < current.children) return step_mapping();
      if (frame.role == Role::Mapping) {
        tree_.close();
        keys_.pop_back();
      }
      break;
  }
  const bool is_key = frame.is_key;
  frames_.pop_back();
  return !is_key || refuse(YamlRefusal::Reason::MapKey, "invalid map key", current);
}

bool YamlDecoder::step_mapping() {
  Frame& frame = frames_.back();
  const YamlGraphNode& map = node(frame.node);
  const std::uint32_t key = child(map, frame.next), value = child(map, frame.next + 1);
  frame.next += 2;
  if (is_merge(node(key))) return merge(value);
  const std::size_t depth = frames_.size();
  if (!read_key(key, value)) return false;
  return frames_.size() > depth || read(value);
}

bool YamlDecoder::open(std::uint32_t index, bool is_key) {
  const YamlGraphNode& collection = node(index);
  const SourceRange at = places_.range(collection.start, collection.start.offset);
  Frame frame{Role::Sequence, index};
  frame.is_key = is_key;
  if (collection.type == Graph::Mapping) {
    frame.role = Role::Mapping;
    keys_.emplace_back();
    tree_.open_map(at);
  } else {
    tree_.open_list(at);
  }
  frames_.push_back(std::move(frame));
  return true;
}

bool YamlDecoder::enter_alias(std::uint32_t index) {
  const YamlGraphNode& alias = node(index);
  if (!open_aliases_.insert(index).second)
    return refuse(YamlRefusal::Reason::SelfReference, fmt::format("anchor '{}' value contains itself", alias.name),
                  alias);
  return true;
}

bool YamlDecoder::read(std::uint32_t index) {
  if (!count(node(index))) return false;
  if (node(index).type == Graph::Alias) {
    if (!enter_alias(index)) return false;
    frames_.push_back({Role::Alias, index});
    index = node(index).target;
    if (!count(node(index))) return false;
  }
  if (node(index).type != Graph::Scalar) return open(index, false);
  const auto value = scalar(node(index));
  if (value) tree_.value(*value);
  return value.has_value();
}

bool YamlDecoder::read_key(std::uint32_t key, std::uint32_t value) {
  const bool alias = node(key).type == Graph::Alias;
  const std::uint32_t written = alias ? node(key).target : key;
  if (!count(node(key))) return false;
  if (alias && (!enter_alias(key) || !count(node(written)))) return false;
  if (node(written).type == Graph::Scalar) {
    const auto resolved = scalar(node(written));
    if (alias) open_aliases_.erase(key);
    if (resolved) add_key(node(key), *resolved, node(value).start.line + 1);
    return resolved.has_value();
  }
  if (alias) frames_.push_back({Role::Alias, key});
  tree_.key(TreeBuilder::string({}, {}));  // whatever: there will be no document
  return open(written, true);
}

/// The key as JSON has it, and as it is compared with others: by kind and value.
void YamlDecoder::add_key(const YamlGraphNode& key, const Node& resolved, std::uint32_t value_line) {
  const SourceRange at = where(key);
  Frame& frame = frames_.back();
  std::string text(resolved.text());
  frame.key_text = text;
  switch (resolved.kind()) {
    case Kind::Null:
      has_unwritable_ = true;
      frame.key_text = "<nil>";
      tree_.key(TreeBuilder::null(resolved.text(), at));
      break;
    case Kind::Bool:
      frame.key_text = text = resolved.boolean() ? "true" : "false";
      break;
    case Kind::Int:
      if (resolved.is_unsigned()) {
        has_unwritable_ = true;
        const auto bits = static_cast<std::uint64_t>(resolved.integer());
        text = std::to_string(bits);
        frame.key_text = fmt::format("0x{:x}", bits);
        tree_.key(TreeBuilder::unsigned_integer(bits, tree_.keep(text), at));
        break;
      }
      frame.key_text = text = std::to_string(resolved.integer());
      break;
    case Kind::Float:
      text = float_key(resolved.number());
      frame.key_text = number_text_go(resolved.number());
      break;
    default:
      frame.key_text = go_quote(text);
  }
  const bool writable = !resolved.is_null() && !resolved.is_unsigned();
  if (writable) tree_.key(TreeBuilder::string(text == resolved.text() ? resolved.text() : tree_.keep(text), at));
  frame.key_waits = limits_.repeats > 0 && !std::isnan(resolved.kind() == Kind::Float ? resolved.number() : 0);
  frame.key = static_cast<char>(resolved.kind());
  frame.key +=
      resolved.kind() == Kind::Float ? std::to_string(std::bit_cast<std::uint64_t>(resolved.number() + 0.0)) : text;
  frame.key_where = at;
  frame.value_line = value_line;
}

void YamlDecoder::record_key(Frame& frame) {
  frame.key_waits = false;
  const bool merged = frame.role == Role::MergedMapping;
  const auto [seen, is_new] = keys_.back().emplace(frame.key, Seen{frame.key_where, merged});
  if (is_new || repeats_.size() >= limits_.repeats) return;
  repeats_.push_back(
      {frame.key_text, frame.value_line, seen->second.where, frame.key_where, merged || seen->second.merged});
}

bool YamlDecoder::merge(std::uint32_t index) {
  const YamlGraphNode& value = node(index);
  if (value.type != Graph::Sequence) return merge_one(index);
  // From the last: what earlier maps set then takes its place.
  frames_.push_back({Role::MergedList, index, value.children});
  return true;
}

bool YamlDecoder::merge_one(std::uint32_t index) {
  const bool alias = node(index).type == Graph::Alias;
  const std::uint32_t map = alias ? node(index).target : index;
  if (node(map).type != Graph::Mapping)
    return refuse(YamlRefusal::Reason::Merge, "map merge requires map or sequence of maps as the value", node(index));
  if (!count(node(index))) return false;
  if (alias) {
    if (!enter_alias(index)) return false;
    frames_.push_back({Role::Alias, index});
    if (!count(node(map))) return false;
  }
  frames_.push_back({Role::MergedMapping, map});
  return true;
}

std::optional<Node> YamlDecoder::scalar(const YamlGraphNode& node) {
  const SourceRange at = where(node);
  if (!node.tag.empty()) return tagged_scalar(node, at);
  if (!node.implicit) return TreeBuilder::string(node.value, at);
  const Node resolved = plain_node(resolve_plain(node.value), node.value, at);
  if (resolved.kind() == Kind::Float && !std::isfinite(resolved.number())) has_unwritable_ = true;
  return resolved;
}

std::optional<Node> YamlDecoder::tagged_scalar(const YamlGraphNode& node, SourceRange at) {
  const std::string tag = short_tag(node.tag);
  if (tag == "!!binary") {
    const auto bytes = decode_base64(node.value);
    if (bytes) return TreeBuilder::string(tree_.keep(*bytes), at);
    refuse(YamlRefusal::Reason::Base64, "!!binary value contains invalid base64 data", node);
    return std::nullopt;
  }
  constexpr std::string_view kResolved[] = {"!!bool", "!!int", "!!float", "!!null", "!!timestamp"};
  const bool known = node.tag.starts_with(kYamlTag) && std::ranges::find(kResolved, tag) != std::end(kResolved);
  if (!known) return TreeBuilder::string(node.value, at);
  if (tag == "!!timestamp" && is_yaml_timestamp(node.value)) return TreeBuilder::string(node.value, at);
  const YamlScalar resolved = resolve_plain(node.value);
  if (tag.substr(2) == name_of(resolved.kind)) {
    if (resolved.kind == Kind::Float && !std::isfinite(resolved.number)) has_unwritable_ = true;
    return plain_node(resolved, node.value, at);
  }
  if (tag == "!!float" && resolved.kind == Kind::Int && !resolved.is_unsigned)
    return TreeBuilder::number(resolved.integer == 0 ? "0" : node.value, at);
  refuse(YamlRefusal::Reason::Tag,
         fmt::format("cannot decode !!{} `{}` as a {}", name_of(resolved.kind), node.value, tag), node);
  return std::nullopt;
}

std::optional<std::string> yaml_key(const YamlGraphNode& key) {
  if (key.type != YamlGraphNode::Type::Scalar) return std::nullopt;
  if (!key.implicit || !key.tag.empty()) return std::string(key.value);
  const YamlScalar scalar = resolve_plain(key.value);
  switch (scalar.kind) {
    case Kind::Bool:
      return scalar.boolean ? "true" : "false";
    case Kind::Int:
      return scalar.is_unsigned ? std::to_string(static_cast<std::uint64_t>(scalar.integer))
                                : std::to_string(scalar.integer);
    case Kind::Float:
      return float_key(scalar.number);
    default:
      return std::string(key.value);
  }
}

}  // namespace slipway::doc
