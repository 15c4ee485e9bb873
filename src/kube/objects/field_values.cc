// The fields whose texts have a grammar of their own.
#include <fmt/core.h>

#include "doc/json.h"
#include "kube/go_text.h"
#include "kube/objects/fields.h"

namespace slipway::kube {
namespace {

/// Points at the part of a plain scalar that is wrong, else at all of it.
SourceRange part_of(const doc::Node& node, std::size_t offset) {
  SourceRange where = node.where();
  const bool is_plain = where.length == static_cast<int>(node.text().size());
  if (is_plain && offset < node.text().size()) {
    where.column += static_cast<int>(offset);
    where.length -= static_cast<int>(offset);
  }
  return where;
}

/// The change that a message such as "unknown suffix 'GiB': did you mean 16Gi?" asks for.
std::vector<FixIt> meant_amount(const doc::Node& node, const ParseError& error) {
  constexpr std::string_view kAsks = "did you mean ";
  const std::string_view message = error.message;
  const std::size_t at = message.rfind(kAsks);
  if (at == message.npos || !message.ends_with('?') || !node.is_string()) return {};
  const std::string_view meant = message.substr(at + kAsks.size(), message.size() - at - kAsks.size() - 1);
  const SourceRange all = node.where(), part = part_of(node, error.offset);
  if (go_trim_space(node.text()) != node.text() || !node.text().starts_with(meant.substr(0, error.offset))) return {};
  const auto size = static_cast<int>(node.text().size());
  if (all.length == size) return {{part, std::string(meant.substr(error.offset))}};
  if (all.length == size + 2) return {{all, fmt::format("\"{}\"", meant)}};
  return {};
}

}  // namespace

std::optional<Quantity> read_quantity(const doc::Node& node, Diagnostics& diagnostics) {
  const bool is_number = node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float;
  if (!is_number && !node.is_string()) {
    diagnostics.error("KUBE001", node.where(), "expected a quantity", "write an amount such as 500m, 2 or 16Gi");
    return std::nullopt;
  }
  auto quantity =
      node.is_string() ? Quantity::parse(go_trim_space(node.text())) : Quantity::parse_json(doc::canonical_json(node));
  if (quantity) return *std::move(quantity);
  Diagnostic out{"KUBE002", Severity::Error, part_of(node, quantity.error().offset), quantity.error().message};
  out.fix = "write an amount such as 500m, 2 or 16Gi";
  out.fixes = meant_amount(node, quantity.error());
  diagnostics.add(std::move(out));
  return std::nullopt;
}

std::optional<Quantity> Fields::quantity(std::string_view name) const {
  const doc::Node* member = find(name);
  return member == nullptr ? std::nullopt : read_quantity(*member, diagnostics_);
}

ResourceList Fields::resources(std::string_view name) const {
  ResourceList out;
  for (const doc::Member& member : map(name).node().members()) {
    if (member.value.is_null())
      out[std::string(member.key.text())] = Quantity();
    else if (auto amount = read_quantity(member.value, diagnostics_))
      out[std::string(member.key.text())] = *std::move(amount);
  }
  return out;
}

ResourceRequirements Fields::requirements(std::string_view name) const {
  const Fields both = map(name);
  return {both.resources("requests"), both.resources("limits")};
}

std::optional<IntOrPercent> Fields::int_or_percent(std::string_view name) const {
  const doc::Node* member = find(name);
  if (member == nullptr) return std::nullopt;
  auto value = IntOrPercent::read(*member);
  if (value) return *std::move(value);
  diagnostics_.error("KUBE003", member->where(), value.error().message,
                     "write a number such as 1, or a percentage: 25%");
  return std::nullopt;
}

std::optional<Duration> Fields::duration(std::string_view name) const {
  const doc::Node* member = find(name);
  if (member == nullptr) return std::nullopt;
  const auto text = read_text(*member, diagnostics_);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (duration) return *duration;
  diagnostics_.error("KUBE004", part_of(*member, duration.error().offset), duration.error().message,
                     "write a duration such as 30s, 5m or 1h30m");
  return std::nullopt;
}

NillableDuration Fields::nillable_duration(std::string_view name, std::string_view otherwise) const {
  const doc::Node* member = find(name);
  const auto text = member == nullptr ? std::string(otherwise) : read_text(*member, diagnostics_).value_or("");
  auto duration = NillableDuration::parse(text);
  if (duration) return *std::move(duration);
  if (member != nullptr && member->is_string())
    diagnostics_.error("KUBE004", part_of(*member, duration.error().offset), duration.error().message,
                       "write a duration such as 5m or 720h, or Never");
  auto fallback = NillableDuration::parse(otherwise);
  return fallback ? *std::move(fallback) : NillableDuration();
}

}  // namespace slipway::kube
