#include "kube/decode/field_trees.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <functional>

#include "base/text.h"

extern "C" {
extern const char slipway_kube_field_trees_begin;
extern const char slipway_kube_field_trees_end;
extern const char slipway_kube_extension_field_trees_begin;
extern const char slipway_kube_extension_field_trees_end;
}

namespace slipway::kube {
namespace {

/// The text up to the next space, taken off its front.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

FieldType::Kind kind_of(std::string_view word) {
  using Kind = FieldType::Kind;
  if (word == "bool") return Kind::Bool;
  if (word == "string") return Kind::String;
  if (word == "int32") return Kind::Int32;
  if (word == "float64") return Kind::Float64;
  if (word == "bytes") return Kind::Bytes;
  if (word == "slice") return Kind::Slice;
  if (word == "map") return Kind::Map;
  if (word == "struct") return Kind::Struct;
  if (word == "interface") return Kind::Interface;
  if (word == "custom") return Kind::Custom;
  assert(word == "int64" || word == "int");
  return Kind::Int64;
}

std::size_t number(std::string_view text) {
  std::size_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

const FieldType::Field* FieldType::find(std::string_view field) const {
  const std::size_t at = index.find(field, [&](std::size_t i) { return fields[i].name; });
  return at == NameIndex::kNone ? nullptr : &fields[at];
}

FieldType::Use FieldTrees::use(std::string_view text) const {
  const bool pointer = text.starts_with('*');
  return {&types_.at(number(text.substr(pointer ? 1 : 0))), pointer};
}

void FieldTrees::read_struct(FieldType& type, std::string_view fields) const {
  type.fields.reserve(static_cast<std::size_t>(std::ranges::count(fields, '=')));
  while (!fields.empty()) {
    const std::string_view word = take_word(fields);
    const std::size_t equals = word.find('=');
    const std::string_view path = word.substr(0, equals);
    const std::size_t name_at = path.rfind('.') + 1;
    type.fields.push_back({path.substr(name_at), path.substr(0, name_at), use(word.substr(equals + 1))});
  }
  std::ranges::sort(type.fields, {}, &FieldType::Field::name);
  type.index = NameIndex(type.fields.size(), [&](std::size_t i) { return type.fields[i].name; });
}

FieldTrees::FieldTrees(std::string_view text) {
  const auto lines = split(text.substr(0, text.find_last_not_of('\n') + 1), '\n');
  const auto first_version =
      std::ranges::find_if(lines, [](std::string_view line) { return line.starts_with("version "); });
  types_.resize(static_cast<std::size_t>(first_version - lines.begin()));
  is_whole_.resize(types_.size());
  fields_.resize(types_.size());
  for (std::size_t i = 0; i < types_.size(); ++i) {
    std::string_view line = lines[i];
    FieldType& type = types_[i];
    type.kind = kind_of(take_word(line));
    type.name = take_word(line);
    if (type.kind == FieldType::Kind::Struct) fields_[i] = line;
    if (type.kind == FieldType::Kind::Slice || type.kind == FieldType::Kind::Map) type.element = use(line);
  }
  std::map<std::string_view, const FieldType*>* version = nullptr;
  for (auto line = first_version; line != lines.end(); ++line) {
    std::string_view rest = *line;
    const std::string_view word = take_word(rest);
    if (word == "version")
      version = &versions_[rest];
    else
      version->emplace(word, use(rest).type);
  }
}

const FieldType* FieldTrees::whole(const FieldType& type) const {
  const std::lock_guard lock(reading_);
  std::vector<std::size_t> waiting = {*place_of(type)};
  while (!waiting.empty()) {
    const std::size_t at = waiting.back();
    waiting.pop_back();
    if (is_whole_[at]) continue;
    is_whole_[at] = true;
    FieldType& one = types_[at];
    if (one.kind == FieldType::Kind::Struct) read_struct(one, fields_[at]);
    for (const FieldType::Field& field : one.fields) waiting.push_back(*place_of(*field.use.type));
    if (one.element.type) waiting.push_back(*place_of(*one.element.type));
  }
  return &type;
}

std::optional<std::size_t> FieldTrees::place_of(const FieldType& type) const {
  const std::less<const FieldType*> before;
  if (types_.empty() || before(&type, types_.data()) || !before(&type, types_.data() + types_.size()))
    return std::nullopt;
  return static_cast<std::size_t>(&type - types_.data());
}

std::span<const FieldType> FieldTrees::types() const {
  for (const FieldType& type : types_) whole(type);
  return types_;
}

const FieldTrees& FieldTrees::builtin() {
  static const FieldTrees trees(
      {&slipway_kube_field_trees_begin,
       static_cast<std::size_t>(&slipway_kube_field_trees_end - &slipway_kube_field_trees_begin)});
  return trees;
}

const FieldTrees& FieldTrees::extensions() {
  static const FieldTrees trees(
      {&slipway_kube_extension_field_trees_begin,
       static_cast<std::size_t>(&slipway_kube_extension_field_trees_end - &slipway_kube_extension_field_trees_begin)});
  return trees;
}

const FieldType& FieldTrees::named(std::string_view name) const {
  const auto found = std::ranges::find(types_, name, &FieldType::name);
  assert(found != types_.end());
  return *whole(*found);
}

std::vector<std::string_view> FieldTrees::kinds(std::string_view group_version) const {
  std::vector<std::string_view> out;
  const auto found = versions_.find(group_version);
  if (found == versions_.end()) return out;
  for (const auto& [kind, type] : found->second)
    if (!kind.ends_with("List") && !kind.ends_with("Options")) out.push_back(kind);
  return out;
}

std::vector<std::string_view> FieldTrees::versions_of(std::string_view kind) const {
  std::vector<std::string_view> out;
  for (const auto& [version, kinds] : versions_)
    if (version != "*" && kinds.contains(kind)) out.push_back(version);
  return out;
}

const FieldType* FieldTrees::find(std::string_view group_version, std::string_view kind) const {
  for (const std::string_view version : {group_version, std::string_view("*")})
    if (const auto kinds = versions_.find(version); kinds != versions_.end())
      if (const auto found = kinds->second.find(kind); found != kinds->second.end()) return whole(*found->second);
  return nullptr;
}

}  // namespace slipway::kube
