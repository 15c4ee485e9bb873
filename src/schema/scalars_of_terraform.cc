#include "schema/scalars_of_terraform.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doc/tree_builder.h"

namespace slipway::schema {
namespace {

using doc::Node;
using doc::TreeBuilder;

enum class Wanted { Anything, Bool, Integer, Number, String, IntOrString };

/// A Go type where it is used.
struct GoType {
  const kube::FieldType* type = nullptr;

  Wanted wanted() const {
    using Kind = kube::FieldType::Kind;
    switch (type ? type->kind : Kind::Interface) {
      case Kind::Bool:
        return Wanted::Bool;
      case Kind::Int32:
      case Kind::Int64:
        return Wanted::Integer;
      case Kind::Float64:
        return Wanted::Number;
      case Kind::String:
      case Kind::Bytes:
        return Wanted::String;
      case Kind::Custom:
        return type->name == "intstr.IntOrString" ? Wanted::IntOrString : Wanted::Anything;
      default:
        return Wanted::Anything;
    }
  }
  GoType item() const {
    return type && type->kind == kube::FieldType::Kind::Slice ? GoType{type->element.type} : GoType{};
  }
  GoType member(std::string_view name) const {
    if (!type) return {};
    if (type->kind == kube::FieldType::Kind::Map) return {type->element.type};
    const kube::FieldType::Field* field = type->kind == kube::FieldType::Kind::Struct ? type->find(name) : nullptr;
    return field ? GoType{field->use.type} : GoType{};
  }
};

/// A structural schema; the metadata of the object has a Go type all the same.
struct SchemaType {
  const custom::Structural* schema = nullptr;

  Wanted wanted() const {
    switch (schema ? schema->type : custom::Type::Any) {
      case custom::Type::Boolean:
        return Wanted::Bool;
      case custom::Type::Integer:
        return Wanted::Integer;
      case custom::Type::Number:
        return Wanted::Number;
      case custom::Type::String:
        return Wanted::String;
      case custom::Type::IntOrString:
        return Wanted::IntOrString;
      default:
        return Wanted::Anything;
    }
  }
  SchemaType item() const { return {schema ? schema->items : nullptr}; }
  SchemaType member(std::string_view name) const {
    if (!schema) return {};
    const custom::Property* property = schema->find(name);
    return {property ? property->schema : schema->additional};
  }
};

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

class Sent {
 public:
  explicit Sent(doc::Arena& arena) : arena_(arena) {}

  template <class Type>
  Node of(const Node& node, const Type& type, int depth = 0) {
    constexpr int kDeepest = 100;
    if (depth > kDeepest) return node;
    if (node.is_scalar()) return scalar(node, type.wanted());
    const int before = changes_;
    if (node.is_list()) {
      std::vector<Node> items;
      for (const Node& item : node.items()) items.push_back(of(item, type.item(), depth + 1));
      return changes_ == before ? node : TreeBuilder::list_in(arena_, items, node.where());
    }
    std::vector<doc::Member> members;
    for (const auto& [key, value] : node.members())
      members.push_back({key, depth == 0 && key.text() == "metadata" ? of(value, metadata_, depth + 1)
                                                                     : of(value, type.member(key.text()), depth + 1)});
    return changes_ == before ? node : TreeBuilder::map_in(arena_, members, node.where());
  }

 private:
  Node scalar(const Node& node, Wanted wanted) {
    const Node sent = as(node, wanted);
    changes_ += sent.kind() != node.kind();
    return sent;
  }

  Node as(const Node& node, Wanted wanted) {
    const std::string_view text = node.text();
    if (node.kind() == doc::Kind::Bool && wanted == Wanted::String)
      return TreeBuilder::string(node.boolean() ? "true" : "false", node.where());
    if ((node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float) && wanted == Wanted::String)
      return TreeBuilder::string(text, node.where());
    if (!node.is_string()) return node;
    if (wanted == Wanted::Bool) {  // strconv.ParseBool
      for (const char* yes : {"1", "t", "T", "true", "TRUE", "True"})
        if (text == yes) return TreeBuilder::boolean(true, "true", node.where());
      for (const char* no : {"0", "f", "F", "false", "FALSE", "False"})
        if (text == no) return TreeBuilder::boolean(false, "false", node.where());
      return node;
    }
    const bool is_whole = text.find_first_not_of("-0123456789") == text.npos;
    const bool is_number = wanted == Wanted::Integer || wanted == Wanted::Number ||
                           (wanted == Wanted::IntOrString && is_whole);  // else "50%", or a name
    const std::optional<double> number = is_number ? number_in(text) : std::nullopt;
    if (!number) return node;
    constexpr double kExact = 1LL << 53;
    if (*number == std::floor(*number) && std::abs(*number) < kExact)
      return TreeBuilder::integer(kept(fmt::format("{}", static_cast<std::int64_t>(*number))), node.where());
    return wanted == Wanted::Number ? TreeBuilder::number(text, node.where()) : node;
  }

  std::string_view kept(const std::string& text) {
    char* at = arena_.take_array<char>(text.size());
    std::ranges::copy(text, at);
    return {at, text.size()};
  }

  const GoType metadata_ =
      GoType{kube::FieldTrees::builtin().find("v1", "Namespace")}.member("metadata");  // every object's
  doc::Arena& arena_;
  int changes_ = 0;
};

}  // namespace

Node as_terraform_sends(const Node& object, const kube::FieldType& type, doc::Arena& arena) {
  return Sent(arena).of(object, GoType{&type});
}

Node as_terraform_sends(const Node& object, const custom::Structural& schema, doc::Arena& arena) {
  return Sent(arena).of(object, SchemaType{&schema});
}

}  // namespace slipway::schema
