#include "kube/objects/fields.h"

#include <fmt/core.h>

#include "doc/json.h"
#include "kube/go_text.h"

namespace slipway::kube {
namespace {

Diagnostic wrong_type(const doc::Node& node, std::string_view expected) {
  Diagnostic out{"KUBE001", Severity::Error, node.where(),
                 fmt::format("expected {}, not {}", expected, with_article(node.kind()))};
  return out;
}

/// With the replacement that was surely meant.
void report(Diagnostics& diagnostics, Diagnostic diagnostic, std::string fix, std::string replacement) {
  diagnostic.fix = std::move(fix);
  if (!replacement.empty()) diagnostic.fixes.push_back({diagnostic.where, std::move(replacement)});
  diagnostics.add(std::move(diagnostic));
}

}  // namespace

std::string_view with_article(doc::Kind kind) {
  switch (kind) {
    case doc::Kind::Null:
      return "nothing";
    case doc::Kind::Bool:
      return "a boolean";
    case doc::Kind::Int:
      return "an integer";
    case doc::Kind::Float:
      return "a number";
    case doc::Kind::String:
      return "a string";
    case doc::Kind::List:
      return "a list";
    case doc::Kind::Map:
      return "a map";
  }
  return "";
}

std::optional<std::string> read_text(const doc::Node& node, Diagnostics& diagnostics) {
  if (node.is_string()) return std::string(node.text());
  const bool is_plain = node.is_scalar() && !node.is_null();
  const std::string quoted = is_plain ? doc::json_quote(node.text()) : "";
  report(diagnostics, wrong_type(node, "a string"), is_plain ? "put it in quotes: " + quoted : "", quoted);
  return std::nullopt;
}

std::optional<bool> read_boolean(const doc::Node& node, Diagnostics& diagnostics) {
  if (node.kind() == doc::Kind::Bool) return node.boolean();
  const bool is_quoted = node.is_string() && (node.text() == "true" || node.text() == "false");
  const std::string plain{is_quoted ? node.text() : ""};
  report(diagnostics, wrong_type(node, "a boolean"),
         is_quoted ? "write it without quotes: " + plain : "use true or false", plain);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const doc::Node& node, Diagnostics& diagnostics) {
  if (node.kind() == doc::Kind::Int && !node.is_unsigned()) return node.integer();
  if (node.kind() == doc::Kind::Int) {
    diagnostics.error("KUBE001", node.where(), "this integer is too large", "use at most 9223372036854775807");
    return std::nullopt;
  }
  if (node.kind() == doc::Kind::Float)
    if (const auto whole = go_parse_int(doc::canonical_json(node))) return whole;
  const bool is_quoted = node.is_string() && go_parse_int(node.text()).has_value();
  const std::string plain{is_quoted ? node.text() : ""};
  report(diagnostics, wrong_type(node, "an integer"), is_quoted ? "write it without quotes: " + plain : "", plain);
  return std::nullopt;
}

Fields::Fields(const doc::Node& node, Diagnostics& diagnostics) : node_(node), diagnostics_(diagnostics) {
  if (!node.is_map() && !node.is_null()) diagnostics.add(wrong_type(node, "a map"));
}

const doc::Node* Fields::find(std::string_view name) const {
  const doc::Node* member = node_.find(name);
  return member != nullptr && !member->is_null() ? member : nullptr;
}

std::string Fields::text(std::string_view name) const {
  const doc::Node* member = find(name);
  return member == nullptr ? "" : read_text(*member, diagnostics_).value_or("");
}

std::string Fields::text_or(std::string_view name, std::string_view otherwise) const {
  std::string out = text(name);
  return out.empty() ? std::string(otherwise) : out;
}

std::optional<bool> Fields::boolean(std::string_view name) const {
  const doc::Node* member = find(name);
  return member == nullptr ? std::nullopt : read_boolean(*member, diagnostics_);
}

std::optional<std::int64_t> Fields::integer(std::string_view name) const {
  const doc::Node* member = find(name);
  return member == nullptr ? std::nullopt : read_integer(*member, diagnostics_);
}

std::optional<std::int32_t> Fields::integer32(std::string_view name) const {
  const auto whole = integer(name);
  if (!whole) return std::nullopt;
  if (*whole == static_cast<std::int32_t>(*whole)) return static_cast<std::int32_t>(*whole);
  diagnostics_.error("KUBE001", find(name)->where(), "this integer is too large",
                     "use one between -2147483648 and 2147483647");
  return std::nullopt;
}

Labels Fields::labels(std::string_view name) const {
  Labels out;
  for (const doc::Member& member : map(name).node().members()) {
    const auto value = member.value.is_null() ? "" : read_text(member.value, diagnostics_);
    if (value) out.emplace(member.key.text(), *value);
  }
  return out;
}

std::vector<std::string> Fields::texts(std::string_view name) const {
  std::vector<std::string> out;
  for (const doc::Node& item : items(name)) {
    if (item.is_null())
      out.emplace_back();
    else if (auto text = read_text(item, diagnostics_))
      out.push_back(std::move(*text));
  }
  return out;
}

std::span<const doc::Node> Fields::items(std::string_view name) const {
  const doc::Node* member = find(name);
  if (member == nullptr) return {};
  if (!member->is_list()) diagnostics_.add(wrong_type(*member, "a list"));
  return member->items();
}

}  // namespace slipway::kube
