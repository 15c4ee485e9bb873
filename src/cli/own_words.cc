#include "cli/own_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "doc/yaml.h"
#include "spec/field_places.h"

namespace slipway::cli {
namespace {

bool is_behind(const SourceRange& one, const SourceRange& other) {
  return std::pair(one.line, one.column) > std::pair(other.line, other.column);
}

/// "spec.workloads.llm" of the place of that entry, and of what stands in it that is no map.
std::string path_to(const doc::Node& root, const SourceRange& where) {
  std::string path;
  const doc::Node* node = &root;
  while (true) {
    const doc::Member* member = nullptr;
    const doc::Node* item = nullptr;
    for (const doc::Member& one : node->members())
      if (!is_behind(one.key.where(), where)) member = &one;
    for (const doc::Node& one : node->items())
      if (!is_behind(one.where(), where)) item = &one;
    if (!member && !item) return path;
    if (member) path += (path.empty() ? "" : ".") + std::string(member->key.text());
    node = member ? &member->value : item;
  }
}

/// Whether a text has a word as one: no part of a longer one.
bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '/';
  };
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

std::vector<std::string> own_names(std::string_view fix, std::string_view path) {
  std::vector<std::string> names;
  std::vector<std::string_view> words;  // that have one: the nearest counts
  for (spec::OtherName& one : spec::other_names_in_entry(path)) {
    if (std::ranges::count(words, one.word) > 0 || !has_word(fix, one.word) || has_word(fix, one.field)) continue;
    words.push_back(one.word);
    names.push_back(std::move(one.field));
  }
  return names;
}

}  // namespace

Diagnostics in_own_words(const Loaded& platform, Diagnostics findings) {
  std::map<const SourceText*, doc::Document> read;
  Diagnostics out;
  for (Diagnostic& one : findings.take()) {
    const auto source =
        std::ranges::find_if(platform.sources, [&](const auto& text) { return text.get() == one.where.source; });
    if (one.where && !one.fix.empty() && source != platform.sources.end() && !one.id.starts_with("SPEC")) {
      auto document = read.find(one.where.source);
      if (document == read.end()) {
        Diagnostics unheard;
        document = read.emplace(one.where.source, doc::read_yaml_document(*source, unheard)).first;
      }
      if (const auto names = own_names(one.fix, path_to(document->second.root(), one.where)); !names.empty())
        one.fix += fmt::format("; here it is called {}", join(names, ", "));
    }
    out.add(std::move(one));
  }
  return out;
}

}  // namespace slipway::cli
