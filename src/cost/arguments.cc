#include "cost/arguments.h"

#include <charconv>

#include "base/text.h"

namespace slipway::cost {
namespace {

const doc::Value& absent() {
  static const doc::Value value;
  return value;
}

/// "200" and 200 are the same to Terraform.
std::optional<std::int64_t> integer_in(const doc::Value& value) {
  if (const auto* integer = value.integer()) return *integer;
  if (const auto* number = value.number()) {
    const auto truncated = exact_decimal(*number);
    if (truncated && *truncated == whole(static_cast<std::int64_t>(*number))) return static_cast<std::int64_t>(*number);
  }
  if (const auto* text = value.string()) {
    std::int64_t integer = 0;
    const auto [end, status] = std::from_chars(text->data(), text->data() + text->size(), integer);
    if (!text->empty() && status == std::errc{} && end == text->data() + text->size()) return integer;
  }
  return std::nullopt;
}

std::optional<Number> decimal_in(const doc::Value& value) {
  if (const auto* integer = value.integer())
    return *integer >= 0 && *integer <= kLargestCount ? std::optional(whole(*integer)) : std::nullopt;
  if (const auto* number = value.number()) return exact_decimal(*number);
  if (const auto* text = value.string()) {
    const auto parsed = Money::parse(*text);
    if (parsed && *parsed >= Number{} && *parsed <= whole(kLargestCount)) return parsed;
  }
  return std::nullopt;
}

}  // namespace

std::vector<const doc::Map*> blocks(const doc::Value& value) {
  std::vector<const doc::Map*> found;
  if (const auto* map = value.map()) found.push_back(map);
  if (const auto* list = value.list())
    for (const auto& item : list->items())
      if (const auto* map = item.map()) found.push_back(map);
  return found;
}

const doc::Value& member(const doc::Map& block, std::string_view name) {
  const auto* found = block.find(name);
  return found ? *found : absent();
}

std::optional<platform::ResourceId> reference_to(const doc::Value& value, std::string_view type) {
  std::string_view text;
  if (const auto* expression = value.expression()) text = expression->text;
  if (const auto* string = value.string()) text = *string;
  const auto is_word = [](char c) {
    return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const std::string wanted = std::string(type) + '.';
  for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.')) continue;
    auto end = at + wanted.size();
    while (end < text.size() && is_word(text[end])) ++end;
    return platform::ResourceId{std::string(type),
                                std::string(text.substr(at + wanted.size(), end - at - wanted.size()))};
  }
  if (const auto* list = value.list())
    for (const auto& item : list->items())
      if (auto found = reference_to(item, type)) return found;
  return std::nullopt;
}

const doc::Value& Arguments::at(std::string_view path) const {
  const doc::Map* block = &resource_.arguments;
  const doc::Value* value = nullptr;
  for (const auto step : split(path, '.')) {
    if (value) {
      const auto nested = blocks(*value);
      if (nested.empty()) return absent();
      block = nested.front();
    }
    value = block->find(step);
    if (!value) return absent();
  }
  return value ? *value : absent();
}

std::string Arguments::text(std::string_view path, std::string_view otherwise) const {
  const auto* text = at(path).string();
  return text ? *text : std::string(otherwise);
}

std::string Arguments::name(std::string_view path) const {
  auto written = text(path);
  return written.empty() || written.find("${") != std::string::npos ? resource_.id.name : written;
}

bool Arguments::flag(std::string_view path, bool otherwise) const {
  const auto& value = at(path);
  if (const auto* boolean = value.boolean()) return *boolean;
  if (const auto* text = value.string()) return *text == "true";
  return otherwise;
}

std::vector<std::string> Arguments::texts(std::string_view path) const {
  std::vector<std::string> found;
  if (const auto* list = at(path).list())
    for (const auto& item : list->items())
      if (const auto* text = item.string()) found.push_back(*text);
  return found;
}

std::optional<std::int64_t> Arguments::length(std::string_view path) const {
  const auto* list = at(path).list();
  if (!list) return std::nullopt;
  return static_cast<std::int64_t>(list->items().size());
}

Number Arguments::fact(std::string_view name) const {
  const auto* value = resource_.facts.find(name);
  if (!value || value->is_null()) return {};
  if (const auto decimal = decimal_in(*value)) return *decimal;
  report(*value, name, "a number");
  return {};
}

std::optional<std::int64_t> Arguments::count(const doc::Value& value, std::string_view name) const {
  if (value.is_null()) return std::nullopt;
  const auto integer = integer_in(value);
  if (integer && *integer >= 0 && *integer <= kLargestCount) return integer;
  report(value, name, "a whole number");
  return std::nullopt;
}

void Arguments::report(const doc::Value& value, std::string_view name, std::string_view wanted) const {
  const auto where = value.where() ? value.where() : resource_.origin;
  const auto what = resource_.id.to_string() + ": " + std::string(name);
  if (value.expression())
    diagnostics_.note("COST003", where, what + " is known only to Terraform: priced as if it were not there");
  else
    diagnostics_.warning("COST003", where,
                         what + " is not " + std::string(wanted) + " from 0 to " + with_thousands(kLargestCount) +
                             ": priced as if it were not there",
                         "write " + std::string(wanted));
}

}  // namespace slipway::cost
