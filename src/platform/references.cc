#include "platform/references.h"

namespace slipway::platform {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return is_name_start(c) || is_digit(c) || c == '-'; }

/// Reads the parts of a path one after the other.
struct Path {
  std::string_view text;
  std::size_t at = 0;

  std::string_view name() {
    const auto begin = at;
    if (at < text.size() && is_name_start(text[at]))
      while (at < text.size() && is_name(text[at])) ++at;
    return text.substr(begin, at - begin);
  }
  std::string_view name_after_dot() {
    if (at >= text.size() || text[at] != '.') return {};
    ++at;
    return name();
  }
  /// Any number of [0]; false when a bracket is anything else.
  bool indices() {
    while (at < text.size() && text[at] == '[') {
      const auto begin = ++at;
      while (at < text.size() && is_digit(text[at])) ++at;
      if (at == begin || at >= text.size() || text[at++] != ']') return false;
    }
    return true;
  }
};

/// The reference whose expression begins the text and ends before a closing brace.
std::optional<ResourceId> read_resource(Path& path) {
  std::string type(path.name());
  if (type == "data") type += "." + std::string(path.name_after_dot());
  if (!type.starts_with("aws_") && !type.starts_with("data.aws_")) return std::nullopt;
  const std::string name(path.name_after_dot());
  if (name.empty()) return std::nullopt;
  do {
    if (path.name_after_dot().empty() || !path.indices()) return std::nullopt;
  } while (path.at < path.text.size() && path.text[path.at] == '.');
  if (path.at >= path.text.size() || path.text[path.at] != '}') return std::nullopt;
  return ResourceId{type, name};
}

}  // namespace

std::optional<Reference> next_reference(std::string_view text, std::size_t from) {
  for (auto at = text.find("${", from); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (at > from && text[at - 1] == '$') continue;
    Path path{text.substr(at + 2)};
    if (auto resource = read_resource(path))
      return Reference{at, at + 2 + path.at + 1, path.text.substr(0, path.at), *std::move(resource)};
  }
  return std::nullopt;
}

}  // namespace slipway::platform
