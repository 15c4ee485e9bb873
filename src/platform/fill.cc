#include "platform/fill.h"

#include <fmt/core.h>

#include <cassert>
#include <cstdint>

namespace slipway::platform {

namespace {

struct Name {
  std::size_t begin = 0, end = 0;  // of the braces; end past the closing one; begin == npos: no more
};

Name next_name(std::string_view pattern, std::size_t from) {
  for (auto at = pattern.find('{', from); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    const auto close = pattern.find('}', at);
    if (close == std::string_view::npos) break;
    if (at > 0 && pattern[at - 1] == '$') continue;
    return {at, close + 1};
  }
  return {std::string_view::npos, std::string_view::npos};
}

std::string text_of(const doc::Value& value) {
  if (const auto* text = value.string()) return *text;
  if (const auto* number = value.integer()) return std::to_string(*number);
  assert(value.expression());
  return "${" + value.expression()->text + "}";
}

}  // namespace

doc::Value fill(std::string_view pattern, const Fillings& values) {
  std::string filled;
  std::size_t done = 0;
  for (auto name = next_name(pattern, 0); name.begin != std::string_view::npos; name = next_name(pattern, name.end)) {
    const auto found = values.find(pattern.substr(name.begin + 1, name.end - name.begin - 2));
    assert(found != values.end());
    if (name.begin == 0 && name.end == pattern.size()) return found->second;
    filled += pattern.substr(done, name.begin - done);
    filled += text_of(found->second);
    done = name.end;
  }
  filled += pattern.substr(done);
  return filled;
}

std::vector<std::string_view> names_in(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (auto name = next_name(pattern, 0); name.begin != std::string_view::npos; name = next_name(pattern, name.end))
    names.push_back(pattern.substr(name.begin + 1, name.end - name.begin - 2));
  return names;
}

std::string local_name(std::string_view name) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  std::string local;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_upper(c)) {
      local += is_lower(c) ? c : '_';
      continue;
    }
    const bool after_word = i > 0 && is_lower(name[i - 1]);
    const bool ends_acronym = i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]) &&
                              !(name[i + 1] >= '0' && name[i + 1] <= '9');
    if (after_word || ends_acronym) local += '_';
    local += static_cast<char>(c - 'A' + 'a');
  }
  if (local.empty() || (local[0] >= '0' && local[0] <= '9')) local.insert(0, "_");
  return local;
}

std::string at_most(std::string name, std::size_t limit) {
  assert(limit > 9);
  if (name.size() <= limit) return name;
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (const unsigned char c : name) hash = (hash ^ c) * 16777619u;
  name.resize(limit - 9);
  return name + fmt::format("-{:08x}", hash);
}

}  // namespace slipway::platform
