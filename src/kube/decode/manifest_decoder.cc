#include "kube/decode/manifest_decoder.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"
#include "doc/go_yaml.h"
#include "kube/decode/field_trees.h"
#include "kube/decode/json_cursor.h"
#include "kube/decode/json_decoder.h"

namespace slipway::kube {
namespace {

/// encoding/json finds a field by its name in any case, where case is Unicode's: the Kelvin sign is a k.
bool is_same_in_any_case(std::string_view a, std::string_view name) {
  std::string folded = go_lower(a);
  for (std::size_t at; (at = folded.find("ſ")) != folded.npos;) folded.replace(at, std::string_view("ſ").size(), "s");
  return folded == go_lower(name);
}

struct Head {
  std::string api_version, kind;
  std::optional<std::string> error;
};

/// The manifest's apiVersion and kind as the decoder first looks for them.
Head read_head(std::string_view json) {
  constexpr std::string_view kWrong = "json: cannot unmarshal {} into Go {} of type {}";
  const auto word_for = [](char first) {
    return first == '{'                   ? "object"
           : first == '['                 ? "array"
           : first == '"'                 ? "string"
           : first == 't' || first == 'f' ? "bool"
                                          : "number";
  };
  Head head;
  JsonCursor at(json);
  if (at.first() == 'n') return head;
  if (at.first() != '{') {
    head.error = fmt::format(fmt::runtime(kWrong), word_for(at.first()), "value",
                             R"(struct { APIVersion string "json:\"apiVersion,omitempty\""; )"
                             R"(Kind string "json:\"kind,omitempty\"" })");
    return head;
  }
  at.enter();
  while (at.more()) {
    const std::string key = at.key();
    const bool is_version = is_same_in_any_case(key, "apiVersion"), is_kind = is_same_in_any_case(key, "kind");
    const std::string_view value = at.take();
    if ((!is_version && !is_kind) || value == "null") continue;
    if (value[0] == '"')
      (is_version ? head.api_version : head.kind) = unquote_json(value);
    else if (!head.error)
      head.error = fmt::format(fmt::runtime(kWrong), word_for(value[0]),
                               fmt::format("struct field .{}", is_version ? "apiVersion" : "kind"), "string");
  }
  return head;
}

std::string unknown_kind(const GroupVersionKind& gvk) {
  constexpr std::string_view kScheme = R"( in scheme "pkg/runtime/scheme.go:111")";
  const std::string kind = go_quoted(gvk.kind);
  if (gvk.version == "__internal")
    return fmt::format("no kind {} is registered for the internal version of group {}{}", kind, go_quoted(gvk.group),
                       kScheme);
  return fmt::format("no kind {} is registered for version {}{}", kind, go_quoted(gvk.group_version()), kScheme);
}

}  // namespace

std::optional<GroupVersionKind> split_api_version(std::string_view api_version) {
  if (api_version.empty() || api_version == "/") return GroupVersionKind{};
  const auto parts = split(api_version, '/');
  if (parts.size() > 2) return std::nullopt;
  if (parts.size() == 1) return GroupVersionKind{"", std::string(parts[0]), ""};
  return GroupVersionKind{std::string(parts[0]), std::string(parts[1]), ""};
}

ManifestVerdict decode_manifest(std::string_view text) {
  ManifestVerdict out;
  const auto refuse = [&](std::string error) {
    out.error = out.lenient_error = std::move(error);
    return out;
  };
  const doc::YamlToJson converted = doc::yaml_to_json(text, doc::Strictness::Lenient);
  if (converted.error) return refuse(*converted.error);
  const Head head = read_head(converted.json);
  if (head.error) return refuse("couldn't get version/kind; json parse error: " + *head.error);
  out.gvk = split_api_version(head.api_version);
  if (!out.gvk) return refuse("unexpected GroupVersion string: " + head.api_version);
  out.gvk->kind = head.kind;
  if (head.kind.empty()) return refuse(fmt::format("Object 'Kind' is missing in '{}'", text));
  if (out.gvk->version.empty()) return refuse(fmt::format("Object 'apiVersion' is missing in '{}'", text));
  const FieldType* type = FieldTrees::builtin().find(out.gvk->group_version(), head.kind);
  if (type == nullptr) return refuse(unknown_kind(*out.gvk));
  DecodeOutcome decoded = unmarshal_strict(converted.json, *type);
  if (decoded.error) return refuse(std::move(*decoded.error));
  auto& strict_errors = decoded.strict_errors;
  if (auto strict = doc::yaml_to_json(text, doc::Strictness::Strict); strict.error)
    strict_errors.insert(strict_errors.begin(), std::move(*strict.error));
  if (!strict_errors.empty()) out.error = "strict decoding error: " + join(strict_errors, ", ");
  return out;
}

}  // namespace slipway::kube
