#include "requirements/compare.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "requirements/path.h"

namespace slipway::requirements {
namespace {

std::string_view without_braces(std::string_view text) {
  return text.starts_with("${") && text.ends_with('}') && text.find('}') == text.size() - 1
             ? text.substr(2, text.size() - 3)
             : text;
}

std::optional<double> number_in(const doc::Value& value) {
  if (value.integer() || value.number() || value.string()) {
    const std::string text = scalar_text(value);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (!text.empty() && *end == '\0') return number;
  }
  return std::nullopt;
}

bool are_equal(const doc::Map& found, const doc::Map& expected) {
  return found.entries().size() == expected.entries().size() &&
         std::ranges::all_of(expected.entries(), [&](const auto& entry) {
           const auto* member = found.find(entry.first);
           return member && is_equal(*member, entry.second);
         });
}

}  // namespace

bool is_equal(const doc::Value& found, const doc::Value& expected) {
  if (found.map() && expected.map()) return are_equal(*found.map(), *expected.map());
  if (found.list() && expected.list())
    return std::ranges::equal(found.list()->items(), expected.list()->items(), is_equal);
  if (found.expression() && expected.string())
    return without_braces(found.expression()->text) == without_braces(*expected.string());
  if (found.string() || expected.string())
    return found.string() && expected.string() && *found.string() == *expected.string();
  if (found.boolean() || expected.boolean())
    return found.boolean() && expected.boolean() && *found.boolean() == *expected.boolean();
  const auto order = compare_numbers(found, expected);
  return order && *order == 0;
}

bool contains(const doc::Value& found, const doc::Value& expected) {
  if (const auto* wanted = expected.list())
    return std::ranges::all_of(wanted->items(), [&](const auto& item) { return contains(found, item); });
  if (const auto* list = found.list())
    return std::ranges::any_of(list->items(), [&](const auto& item) {
      return is_equal(item, expected) || (item.map() && expected.map() && contains(item, expected));
    });
  if (const auto* map = found.map()) {
    const auto* wanted = expected.map();
    if (!wanted) return map->find(scalar_text(expected)) != nullptr;
    return std::ranges::all_of(wanted->entries(), [&](const auto& entry) {
      const auto* member = map->find(entry.first);
      return member && (is_equal(*member, entry.second) ||
                        ((member->map() || member->list()) && (entry.second.map() || entry.second.list()) &&
                         contains(*member, entry.second)));
    });
  }
  return !expected.map() && !found.is_null() && scalar_text(found).find(scalar_text(expected)) != std::string::npos;
}

bool matches(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
    if (matches(text.substr(skipped), pattern)) return true;
  return false;
}

std::optional<int> compare_numbers(const doc::Value& found, const doc::Value& expected) {
  const auto a = number_in(found), b = number_in(expected);
  if (!a || !b) return std::nullopt;
  return *a < *b ? -1 : *a > *b ? 1 : 0;
}

}  // namespace slipway::requirements
