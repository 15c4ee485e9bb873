#include "subject/sort.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace slipway::subject {
namespace {

/// NAME=value, `export NAME=value`, comments and nothing else.
bool looks_like_env(std::string_view text) {
  bool found = false;
  for (int lines = 0; !text.empty() && lines < 50; ++lines) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = trim(line);
    if (line.starts_with("export ")) line.remove_prefix(7);
    if (line.empty() || line.starts_with("#")) continue;
    const std::size_t equals = line.find('=');
    if (equals == line.npos || equals == 0) return false;
    for (const char c : line.substr(0, equals))
      if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    found = true;
  }
  return found;
}

template <class Is>
bool has_line(std::string_view text, Is is) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (is(trim(line))) return true;
  }
  return false;
}

bool starts_with_word(std::string_view line, std::span<const std::string_view> words) {
  const std::string_view first = line.substr(0, line.find_first_of(" \t(;"));
  return std::ranges::find(words, first) != words.end();
}

bool is_line_of_make(std::string_view line) {
  constexpr std::string_view kWords[] = {"ifeq", "ifneq", "ifdef", "ifndef", "endif", "include", "-include", "define"};
  if (line.starts_with('#')) return false;
  const std::size_t equals = line.find('=');
  if (equals != line.npos && equals > 0 && (line[equals - 1] == '?' || line[equals - 1] == ':'))
    return line.substr(0, equals - 1).find_first_of("\"'${") == line.npos;
  return starts_with_word(line, kWords);
}

constexpr std::string_view kEncrypted = "ENC[AES256_GCM,";

bool has_encrypted(const doc::Node& node) {
  return (node.is_string() && node.text().starts_with(kEncrypted)) ||
         std::ranges::any_of(node.members(), [](const doc::Member& one) { return has_encrypted(one.value); }) ||
         std::ranges::any_of(node.items(), has_encrypted);
}

bool is_line_of_shell(std::string_view line) {
  constexpr std::string_view kWords[] = {"if",   "fi",       "for",    "done", "case",
                                         "esac", "function", "source", "set",  "unset"};
  return starts_with_word(line, kWords);
}

}  // namespace

Sort sort_of(std::string_view name, std::string_view text) {
  const std::string_view base = name.substr(name.rfind('/') + 1);
  const auto ends = [&](std::string_view suffix) { return base.ends_with(suffix); };
  if (ends(".sh") || ends(".bash")) return Sort::Script;
  if (ends(".tf") || ends(".tfvars")) return Sort::Terraform;
  if (ends(".env") || base.starts_with(".env")) return Sort::Env;
  if (ends(".json")) return Sort::Json;
  if (ends(".yaml") || ends(".yml")) return Sort::Manifest;
  if (ends(".py") || ends(".md") || ends(".txt") || ends(".toml")) return Sort::Other;
  const std::string_view start = text.substr(std::min(text.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), text.size()));
  if (start.starts_with("#!")) return Sort::Script;
  if (start.starts_with("{") || start.starts_with("[")) return Sort::Json;
  if (looks_like_env(text)) return Sort::Env;
  return Sort::Manifest;
}

bool looks_like_manifest(std::string_view text) {
  bool version = text.starts_with("apiVersion:"), kind = text.starts_with("kind:");
  version = version || text.find("\napiVersion:") != text.npos;
  kind = kind || text.find("\nkind:") != text.npos;
  return version && kind;
}

bool is_of_make(std::string_view text) { return has_line(text, is_line_of_make); }

bool is_of_shell(std::string_view text) { return has_line(text, is_line_of_shell); }

// sops 3.10, stores: a map "sops" beside the values of each document, of .env files keys that begin so.
bool is_encrypted(std::string_view text) {
  constexpr std::string_view kMarks[] = {"\"sops\":", "\nsops_version=", "\nsops_mac="};
  return text.find(kEncrypted) != text.npos &&
         std::ranges::any_of(kMarks, [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

bool is_encrypted(const doc::Node& root) {
  return root["sops"].is_map() && std::ranges::any_of(root.members(), [](const doc::Member& one) {
           return one.key.text() != "sops" && has_encrypted(one.value);
         });
}

bool is_template(const Diagnostics& wrong) {
  constexpr std::string_view kMarks[] = {"{{", "{%", "%{"};
  const auto has = [](std::string_view line, std::string_view mark) { return line.find(mark) != line.npos; };
  for (const Diagnostic& one : wrong.all()) {
    if (one.severity != Severity::Error || !one.where) continue;
    const std::string_view line = one.where.source->line(one.where.line);
    if (std::ranges::any_of(kMarks, [&](std::string_view mark) { return has(line, mark); })) return true;
    if ((has(line, "${") && has(line, "}")) || has(line, ": %")) return true;
  }
  return false;
}

}  // namespace slipway::subject
