#include "kube/field_selector.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"

namespace slipway::kube {
namespace {

bool needs_escape(char32_t c) { return c == '\\' || c == ',' || c == '='; }

std::string escape(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (needs_escape(static_cast<unsigned char>(c))) out += '\\';
    out += c;
  }
  return out;
}

/// Offsets count from the start of `value`.
Result<std::string, ParseError> unescape(std::string_view value) {
  if (value.find_first_of("\\,=") == value.npos) return std::string(value);
  const auto bad_sequence = [](std::size_t at, std::string_view sequence) {
    return ParseError{at, fmt::format("invalid field selector: invalid escape sequence: {}", sequence)};
  };
  std::string out;
  bool escaped = false;
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Rune next = first_rune(value.substr(at));
    if (escaped && !needs_escape(next.rune)) {
      std::string sequence = "\\";
      append_rune(sequence, next.rune);
      return bad_sequence(at - 1, sequence);
    }
    if (!escaped && (next.rune == ',' || next.rune == '='))
      return ParseError{at, fmt::format("invalid field selector: unescaped character in value: {}",
                                        static_cast<unsigned>(next.rune))};
    escaped = !escaped && next.rune == '\\';
    if (!escaped) append_rune(out, next.rune);
    at += static_cast<std::size_t>(next.size);
  }
  if (escaped) return bad_sequence(value.size() - 1, "\\");
  return out;
}

/// At commas that no backslash precedes.
std::vector<std::string_view> split_terms(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == ',') {
      out.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  if (!text.empty()) out.push_back(text.substr(start));
  return out;
}

}  // namespace

bool FieldRequirement::matches(const Labels& fields) const {
  const auto found = fields.find(field);
  return (found == fields.end() ? value.empty() : found->second == value) == equals;
}

std::string FieldRequirement::to_string() const { return field + (equals ? "=" : "!=") + escape(value); }

Result<FieldSelector, ParseError> FieldSelector::parse(std::string_view text) {
  FieldSelector out;
  auto terms = split_terms(text);
  std::ranges::sort(terms);
  for (const std::string_view term : terms) {
    if (term.empty()) continue;
    const std::size_t offset = static_cast<std::size_t>(term.data() - text.data());
    const std::size_t sign = std::min(term.find('='), term.find("!="));
    if (sign == term.npos)
      return ParseError{offset, fmt::format("invalid selector: '{}'; can't understand '{}'", text, term)};
    const bool equals = term[sign] == '=';
    const std::size_t value_at = sign + (term.substr(sign + 1).starts_with('=') ? 2 : 1);
    const auto value = unescape(term.substr(value_at));
    if (!value) return ParseError{offset + value_at + value.error().offset, value.error().message};
    if (sign > 0 || !value->empty()) out.requirements.push_back({std::string(term.substr(0, sign)), equals, *value});
  }
  return out;
}

bool FieldSelector::matches(const Labels& fields) const {
  return std::ranges::all_of(requirements, [&](const FieldRequirement& r) { return r.matches(fields); });
}

std::string FieldSelector::to_string() const {
  std::vector<std::string> parts;
  for (const FieldRequirement& requirement : requirements) parts.push_back(requirement.to_string());
  return join(parts, ",");
}

}  // namespace slipway::kube
