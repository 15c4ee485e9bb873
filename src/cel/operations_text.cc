#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/quote.h"
#include "cel/operations.h"
#include "cel/regex.h"
#include "kube/go_text.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

/// Bytes that so many characters take from the start; the whole length when there are fewer.
std::size_t bytes_of(std::string_view text, std::uint64_t characters) {
  std::size_t at = 0;
  for (; characters > 0 && at < text.size(); --characters)
    at += static_cast<std::size_t>(first_rune(text.substr(at)).size);
  return at;
}

std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, static_cast<std::size_t>(first_rune(text.substr(at)).size));
}

Value out_of_range(std::int64_t index, Scratch& scratch) {
  return error_value(scratch, fmt::format("index out of range: {}", index));
}

Value number(std::int64_t value) { return Value::of(value); }

Value char_at(std::string_view text, std::int64_t index, Scratch& scratch) {
  const auto size = static_cast<std::int64_t>(characters_in(text));
  if (index < 0 || index > size) return out_of_range(index, scratch);
  if (index == size) return Value::of("");
  return Value::of(character_at(text, bytes_of(text, static_cast<std::uint64_t>(index))));
}

Value index_of(std::string_view text, std::string_view part, std::int64_t offset, Scratch& scratch) {
  if (part.empty()) return number(offset);
  if (offset < 0) return out_of_range(offset, scratch);
  const std::size_t start = bytes_of(text, static_cast<std::uint64_t>(offset));
  const std::size_t found = start >= text.size() ? std::string_view::npos : text.find(part, start);
  if (found == std::string_view::npos) return number(-1);
  return number(static_cast<std::int64_t>(characters_in(text.substr(0, found))));
}

Value last_index_of(std::string_view text, std::string_view part, std::optional<std::int64_t> given, Scratch& scratch) {
  const auto size = static_cast<std::int64_t>(characters_in(text));
  if (part.empty()) return number(given.value_or(size));
  if (!given && text.size() < part.size()) return number(-1);
  const std::int64_t offset = given.value_or(size - 1);
  if (offset < 0) return out_of_range(offset, scratch);
  if (offset >= size) return number(-1);
  const std::size_t found = text.rfind(part, bytes_of(text, static_cast<std::uint64_t>(offset)));
  if (found == std::string_view::npos) return number(-1);
  return number(static_cast<std::int64_t>(characters_in(text.substr(0, found))));
}

Value substring(std::string_view text, std::int64_t start, std::optional<std::int64_t> given, Scratch& scratch) {
  const auto size = static_cast<std::int64_t>(characters_in(text));
  const std::int64_t end = given.value_or(size);
  if (given && start > end)
    return error_value(scratch, fmt::format("invalid substring range. start: {}, end: {}", start, end));
  if (start < 0 || start > size) return out_of_range(start, scratch);
  if (end < 0 || end > size) return out_of_range(end, scratch);
  const std::size_t from = bytes_of(text, static_cast<std::uint64_t>(start));
  return Value::of(text.substr(from, bytes_of(text.substr(from), static_cast<std::uint64_t>(end - start))));
}

Value with_ascii_case(std::string_view text, char first, char last, int shift, Scratch& scratch) {
  const auto changes = [&](char c) { return c >= first && c <= last; };
  if (std::ranges::none_of(text, changes)) return Value::of(text);
  auto* copy = static_cast<char*>(scratch.take(text.size()));
  std::ranges::transform(text, copy, [&](char c) { return changes(c) ? static_cast<char>(c + shift) : c; });
  return Value::of(std::string_view(copy, text.size()));
}

/// strings.Replace: an empty text stands before each character and at the end.
Value replace(std::string_view text, std::string_view from, std::string_view to, std::int64_t limit, Scratch& scratch) {
  std::string out;
  if (from == to || limit == 0) return Value::of(text);
  for (std::int64_t done = 0; limit < 0 || done < limit; ++done) {
    if (from.empty()) {
      out += to;
      if (text.empty()) break;
      const std::string_view one = character_at(text, 0);
      out += one;
      text.remove_prefix(one.size());
      if (text.empty() && (limit < 0 || done + 1 < limit)) {
        out += to;
        break;
      }
      continue;
    }
    const std::size_t at = text.find(from);
    if (at == std::string_view::npos) break;
    out += text.substr(0, at);
    out += to;
    text.remove_prefix(at + from.size());
  }
  return Value::of(scratch.keep(out + std::string(text)));
}

/// strings.SplitN
Value split(std::string_view text, std::string_view separator, std::int64_t limit, Scratch& scratch) {
  ListValue* list = new_list(4, scratch);
  if (limit == 0) return list_value(list);
  const auto more = [&] { return limit < 0 || static_cast<std::int64_t>(list->size) + 1 < limit; };
  if (separator.empty()) {
    while (!text.empty() && more()) {
      const std::string_view one = character_at(text, 0);
      append(*list, Value::of(one), scratch);
      text.remove_prefix(one.size());
    }
    if (!text.empty()) append(*list, Value::of(text), scratch);
    return list_value(list);
  }
  for (std::size_t at; more() && (at = text.find(separator)) != std::string_view::npos;) {
    append(*list, Value::of(text.substr(0, at)), scratch);
    text.remove_prefix(at + separator.size());
  }
  append(*list, Value::of(text), scratch);
  return list_value(list);
}

Value join(const Value& list, std::string_view separator, Scratch& scratch) {
  std::string out;
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    if (i > 0) out += separator;
    const Value item = list_item(list, i, scratch);
    if (item.kind != Kind::String) return error_value(scratch, fmt::format("join: invalid input: {}", printed(item)));
    out += item.string();
  }
  return Value::of(scratch.keep(out));
}

Value quoted(std::string_view text, Scratch& scratch) {
  static constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"", kLetters = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char c : text) {
    const std::size_t at = kSpecial.find(c);
    if (at != std::string_view::npos) out += '\\';
    out += at == std::string_view::npos ? c : kLetters[at];
  }
  return Value::of(scratch.keep(out + '"'));
}

Value matches(const Step& step, const Value& text, const Value& pattern, Scratch& scratch) {
  std::size_t begin = 0, end = 0;
  if (step.pattern) return Value::of(find_match(*step.pattern, text.string(), 0, begin, end));
  const auto compiled = compile_regex(pattern.string());
  if (!compiled) return error_value(scratch, compiled.error().message);
  return Value::of(find_match(**compiled, text.string(), 0, begin, end));
}

Value find_all(const re2::RE2& pattern, std::string_view text, std::int64_t limit, Scratch& scratch) {
  ListValue* list = new_list(4, scratch);
  std::size_t at = 0, last_end = std::string_view::npos;
  while (at <= text.size() && (limit < 0 || static_cast<std::int64_t>(list->size) < limit)) {
    std::size_t begin = 0, end = 0;
    if (!find_match(pattern, text, at, begin, end)) break;
    bool accepted = true;
    if (end == at) {
      if (begin == last_end) accepted = false;
      at += at < text.size() ? character_at(text, at).size() : 1;
    } else {
      at = end;
    }
    last_end = end;
    if (accepted) append(*list, Value::of(text.substr(begin, end - begin)), scratch);
  }
  return list_value(list);
}

Value find(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  std::shared_ptr<const re2::RE2> pattern = step.pattern;
  if (!pattern) {
    auto compiled = compile_regex(arguments[1].string());
    if (!compiled) return error_value(scratch, "Illegal regex: " + compiled.error().message);
    pattern = *compiled;
  }
  const std::string_view text = arguments[0].string();
  if (operation == Operation::FindAll)
    return find_all(*pattern, text, arguments.size() > 2 ? arguments[2].integer : -1, scratch);
  std::size_t begin = 0, end = 0;
  if (!find_match(*pattern, text, 0, begin, end)) return Value::of("");
  return Value::of(text.substr(begin, end - begin));
}

}  // namespace

Value run_text(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const auto text = [&](std::size_t i) { return arguments[i].string(); };
  const auto optional_number = [&](std::size_t i) {
    return arguments.size() > i ? std::optional(arguments[i].integer) : std::nullopt;
  };
  switch (operation) {
    case Operation::Contains:
    case Operation::EndsWith:
    case Operation::StartsWith:
      for (const Value& one : arguments)
        if (one.kind != Kind::String) return error_or_no_overload(one);
      if (operation == Operation::Contains) return Value::of(text(0).find(text(1)) != std::string_view::npos);
      return Value::of(operation == Operation::EndsWith ? text(0).ends_with(text(1)) : text(0).starts_with(text(1)));
    case Operation::Matches:
      if (arguments[1].kind != Kind::String) return error_or_no_overload(arguments[1]);
      return matches(step, arguments[0], arguments[1], scratch);
    case Operation::Find:
    case Operation::FindAll:
      return find(step, operation, arguments, scratch);
    case Operation::CharAt:
      return char_at(text(0), arguments[1].integer, scratch);
    case Operation::IndexOf:
      return index_of(text(0), text(1), optional_number(2).value_or(0), scratch);
    case Operation::LastIndexOf:
      return last_index_of(text(0), text(1), optional_number(2), scratch);
    case Operation::LowerAscii:
      return with_ascii_case(text(0), 'A', 'Z', 'a' - 'A', scratch);
    case Operation::UpperAscii:
      return with_ascii_case(text(0), 'a', 'z', 'A' - 'a', scratch);
    case Operation::Replace:
      return replace(text(0), text(1), text(2), optional_number(3).value_or(-1), scratch);
    case Operation::Split:
      return split(text(0), text(1), optional_number(2).value_or(-1), scratch);
    case Operation::Substring:
      return substring(text(0), arguments[1].integer, optional_number(2), scratch);
    case Operation::Trim:
      return Value::of(kube::go_trim_space(text(0)));
    case Operation::Join:
      return join(arguments[0], arguments.size() > 1 ? text(1) : "", scratch);
    case Operation::Quote:
      return quoted(text(0), scratch);
    case Operation::JsonPatchEscape: {
      const Value tilde = replace(text(0), "~", "~0", -1, scratch);
      return replace(tilde.string(), "/", "~1", -1, scratch);
    }
    default: {
      std::string failure;
      const std::string made = format_text(text(0), arguments[1], scratch, failure);
      return failure.empty() ? Value::of(scratch.keep(made)) : error_value(scratch, failure);
    }
  }
}

}  // namespace slipway::cel
