#include "kube/decode/field_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "base/text.h"
#include "doc/json.h"
#include "kube/decode/custom_types.h"
#include "kube/decode/go_base64.h"
#include "kube/objects/fields.h"

namespace slipway::kube {
namespace {

class Checker {
 public:
  explicit Checker(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Recurses as deep as types do, which hold none of themselves.
  void check(const doc::Node& node, const FieldType::Use& use) {
    using Kind = FieldType::Kind;
    const FieldType& type = *use.type;
    if (node.is_null() && (use.pointer || type.kind != Kind::Custom)) return;
    switch (type.kind) {
      case Kind::Bool:
        read_boolean(node, diagnostics_);
        return;
      case Kind::String:
        read_text(node, diagnostics_);
        return;
      case Kind::Int32:
        check_int32(node);
        return;
      case Kind::Float64:  // no kind that is checked here has one
        return;
      case Kind::Int64:
        read_integer(node, diagnostics_);
        return;
      case Kind::Bytes:
        check_bytes(node);
        return;
      case Kind::Custom:
        check_custom_type(node, type);
        return;
      case Kind::Interface:
        return wrong_type(node, "nothing");
      case Kind::Slice:
        if (!node.is_list()) return wrong_type(node, "a list");
        for (const doc::Node& item : node.items()) check(item, type.element);
        return;
      case Kind::Map:
        if (!node.is_map()) return wrong_type(node, "a map");
        for (const doc::Member& member : node.members()) check(member.value, type.element);
        return;
      case Kind::Struct:
        if (!node.is_map()) return wrong_type(node, "a map");
        for (const doc::Member& member : node.members())
          if (const FieldType::Field* field = type.find(member.key.text())) check(member.value, field->use);
        unknown_fields(node, type);
        return;
    }
  }

 private:
  void wrong_type(const doc::Node& node, std::string_view expected) {
    diagnostics_.error("KUBE001", node.where(),
                       fmt::format("expected {}, not {}", expected, with_article(node.kind())));
  }

  void check_int32(const doc::Node& node) {
    const auto number = read_integer(node, diagnostics_);
    if (!number || *number == static_cast<std::int32_t>(*number)) return;
    diagnostics_.error("KUBE001", node.where(), "this integer is too large",
                       "use one between -2147483648 and 2147483647");
  }

  void check_bytes(const doc::Node& node) {
    if (node.is_list()) {  // bytes as numbers: nobody writes that, but it is taken
      for (const doc::Node& item : node.items())
        if (const auto byte = read_integer(item, diagnostics_); byte && (*byte < 0 || *byte > 255))
          wrong_type(item, "a number from 0 to 255");
      return;
    }
    if (!node.is_string()) return wrong_type(node, "base64 text");
    if (const auto error = base64_error(node.text()))
      diagnostics_.error("KUBE008", node.where(), *error, "encode it with base64, or use stringData for plain text");
  }

  void check_custom_type(const doc::Node& node, const FieldType& type) {
    if (type.name == "resource.Quantity") {
      if (!node.is_null()) read_quantity(node, diagnostics_);
      return;
    }
    const auto error = check_custom(type.name, doc::canonical_json(node));
    if (!error) return;
    if (error->is_type_error()) {
      wrong_type(node, type.name == "intstr.IntOrString" ? "a 32-bit integer or a string" : "a string");
    } else {
      diagnostics_.error("KUBE008", node.where(), error->message);
    }
  }

  void unknown_fields(const doc::Node& map, const FieldType& type) {
    std::set<std::string_view> taken;  // names that are there, or given by a fix
    bool is_filled = false;
    for (const doc::Member& member : map.members()) {
      if (type.find(member.key.text())) continue;
      if (!std::exchange(is_filled, true))
        for (const doc::Member& other : map.members())
          if (type.find(other.key.text())) taken.insert(other.key.text());
      unknown_field(member, type, taken);
    }
  }

  /// What was meant is sure where the name is near, not taken, and its field takes the value, or would when that is
  /// mended.
  void unknown_field(const doc::Member& member, const FieldType& type, std::set<std::string_view>& taken) {
    const doc::Node& key = member.key;
    Diagnostic out{"KUBE007", Severity::Error, key.where(),
                   fmt::format("unknown field '{}' in {}", printable(key.text()), type.short_name())};
    std::vector<std::string_view> names;
    for (const FieldType::Field& field : type.fields) names.push_back(field.name);
    if (const auto meant = near_miss(key.text(), names)) {
      out.hint = fmt::format("did you mean {}?", *meant);
      const FieldType::Use& use = type.find(*meant)->use;
      if (taken.contains(*meant)) {
        out.fix = fmt::format("take it away: {} is there already", *meant);
      } else if (!takes(use, member.value)) {
        out.fix = fmt::format("write {}, which takes {}", *meant, described(*use.type));
      } else {
        out.fix = fmt::format("write {}", *meant);
        out.fixes.push_back({key.where(), std::string(*meant)});
        taken.insert(*meant);
      }
    }
    diagnostics_.add(std::move(out));
  }

  static bool takes(const FieldType::Use& use, const doc::Node& value) {
    Diagnostics wrong;
    Checker(wrong).check(value, use);
    return std::ranges::none_of(wrong.all(),
                                [&](const Diagnostic& one) { return one.where == value.where() && one.fixes.empty(); });
  }

  static std::string_view described(const FieldType& type) {
    using Kind = FieldType::Kind;
    switch (type.kind) {
      case Kind::Slice:
        return "a list";
      case Kind::Map:
      case Kind::Struct:
        return "a map";
      case Kind::Bool:
        return "true or false";
      case Kind::Int32:
      case Kind::Int64:
        return "an integer";
      case Kind::Float64:
        return "a number";
      case Kind::String:
        return "a string";
      case Kind::Bytes:
        return "base64 text";
      default:
        return "a value of another form";
    }
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void check_fields(const doc::Node& node, const FieldType& type, Diagnostics& diagnostics) {
  Checker(diagnostics).check(node, {&type, true});
}

bool check_object_fields(const doc::Node& object, Diagnostics& diagnostics) {
  const FieldType* type = FieldTrees::builtin().find(object["apiVersion"].text(), object["kind"].text());
  if (type == nullptr) return false;
  check_fields(object, *type, diagnostics);
  return true;
}

}  // namespace slipway::kube
