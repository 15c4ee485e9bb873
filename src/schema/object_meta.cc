#include "schema/object_meta.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/quote.h"

namespace slipway::schema {
namespace {

constexpr std::string_view kMustNotBeEmpty = "must not be empty";

/// What Go's decoder has in a field of type string: null leaves it empty.
std::string_view text_of(const doc::Node& node) { return node.is_string() ? node.text() : std::string_view(); }

std::int64_t integer_of(const doc::Node& node) { return node.kind() == doc::Kind::Int ? node.integer() : 0; }

/// A trailing dash of a prefix is forgiven, together with the letter before it: as the server cuts it.
template <class Check>
kube::Messages masked(std::string_view name, bool is_prefix, Check check) {
  if (is_prefix && name.size() > 1 && name.ends_with('-'))
    return check(std::string(name.substr(0, name.size() - 2)) + "a");
  return check(name);
}

void check_value_of(const kube::Messages& details, const Path& path, std::string_view value, Errors& errors) {
  if (!details.empty()) errors.invalid(path, value, details);
}

/// The group and version of an apiVersion; both empty when it has two slashes.
struct GroupVersion {
  std::string_view group, version;
};
GroupVersion split_group_version(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {{}, text};
  if (text.find('/', slash + 1) != std::string_view::npos || text == "/") return {};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

/// metav1.OwnerReference as Go marshals it.
std::string printed_owner(const doc::Node& owner) {
  std::string out = fmt::format(R"({{"apiVersion":{},"kind":{},"name":{},"uid":{})",
                                json_quoted(text_of(owner["apiVersion"])), json_quoted(text_of(owner["kind"])),
                                json_quoted(text_of(owner["name"])), json_quoted(text_of(owner["uid"])));
  for (const char* flag : {"controller", "blockOwnerDeletion"})
    if (!owner[flag].is_null()) out += fmt::format(R"(,"{}":{})", flag, owner[flag].boolean());
  return out + "}";
}

void check_owner(const doc::Node& owner, const Path& path, Errors& errors) {
  const auto [group, version] = split_group_version(text_of(owner["apiVersion"]));
  const std::string_view kind = text_of(owner["kind"]);
  if (version.empty())
    errors.invalid(Path(path, "apiVersion"), text_of(owner["apiVersion"]), "version must not be empty");
  if (kind.empty()) errors.invalid(Path(path, "kind"), kind, kMustNotBeEmpty);
  if (text_of(owner["name"]).empty()) errors.invalid(Path(path, "name"), "", kMustNotBeEmpty);
  if (text_of(owner["uid"]).empty()) errors.invalid_printed(Path(path, "uid"), R"("")", kMustNotBeEmpty);
  if (group.empty() && version == "v1" && kind == "Event")
    errors.invalid_printed(path, printed_owner(owner), "/v1, Kind=Event is disallowed from being an owner");
}

void check_owners(const doc::Node& owners, const Path& path, Errors& errors) {
  std::string controller;
  for (const doc::Node& owner : owners.items()) {
    check_owner(owner, path, errors);
    if (owner["controller"].kind() != doc::Kind::Bool || !owner["controller"].boolean()) continue;
    const std::string name = fmt::format("{}/{}", text_of(owner["kind"]), text_of(owner["name"]));
    if (controller.empty()) {
      controller = name;
      continue;
    }
    std::string all;
    for (const doc::Node& one : owners.items()) all += (all.empty() ? "" : ",") + printed_owner(one);
    errors.invalid_printed(path, "[" + all + "]",
                           fmt::format("Only one reference can have Controller set to true. Found \"true\" in "
                                       "references for {} and {}",
                                       controller, name));
  }
}

void check_finalizers(const doc::Node& finalizers, const Path& path, Errors& errors) {
  constexpr std::string_view kOrphan = "orphan", kForeground = "foregroundDeletion";
  bool orphans = false, deletes = false;
  for (const doc::Node& finalizer : finalizers.items()) {
    const std::string_view name = text_of(finalizer);
    check_value_of(kube::check_label_key(name), path, name, errors);
    orphans |= name == kOrphan;
    deletes |= name == kForeground;
  }
  if (orphans && deletes)
    errors.invalid(path, finalizers, fmt::format("finalizer {} and {} cannot be both set", kOrphan, kForeground));
}

void check_manager(std::string_view manager, const Path& path, Errors& errors) {
  constexpr int kMost = 128;
  if (manager.size() > kMost) errors.too_long(path, kMost);
  for (std::size_t at = 0; at < manager.size();) {
    const Utf8Rune rune = first_rune(manager.substr(at));
    if (!is_printable(rune.rune))
      errors.invalid(
          path, manager,
          fmt::format("invalid character U+{:04X} (at position {})", static_cast<std::uint32_t>(rune.rune), at));
    at += static_cast<std::size_t>(rune.size);
  }
}

void check_managed_fields(const doc::Node& entries, const Path& path, Errors& errors) {
  constexpr int kLongestSubresource = 256;
  std::size_t index = 0;
  for (const doc::Node& entry : entries.items()) {
    const Path at(path, index++);
    const std::string_view operation = text_of(entry["operation"]), type = text_of(entry["fieldsType"]);
    if (operation != "Apply" && operation != "Update")
      errors.invalid_printed(Path(at, "operation"), json_quoted(operation), "must be `Apply` or `Update`");
    if (!type.empty() && type != "FieldsV1") errors.invalid(Path(at, "fieldsType"), type, "must be `FieldsV1`");
    check_manager(text_of(entry["manager"]), Path(at, "manager"), errors);
    if (text_of(entry["subresource"]).size() > kLongestSubresource)
      errors.too_long(Path(at, "subresource"), kLongestSubresource);
  }
}

/// What creation and updates both look at.
void check_common(const doc::Node& meta, const Path& path, Errors& errors) {
  for (const doc::Member& member : meta.members()) {
    const std::string_view key = member.key.text();
    if (key == "labels")
      check_labels(member.value, Path(path, key), errors);
    else if (key == "annotations")
      check_annotations(member.value, Path(path, key), errors);
    else if (key == "ownerReferences")
      check_owners(member.value, Path(path, key), errors);
    else if (key == "managedFields")
      check_managed_fields(member.value, Path(path, key), errors);
  }
}

}  // namespace

kube::Messages dns_subdomain_name(std::string_view name, bool is_prefix) {
  return masked(name, is_prefix, kube::check_dns1123_subdomain);
}
kube::Messages dns_label_name(std::string_view name, bool is_prefix) {
  return masked(name, is_prefix, kube::check_dns1123_label);
}
kube::Messages dns1035_label_name(std::string_view name, bool is_prefix) {
  return masked(name, is_prefix, kube::check_dns1035_label);
}

kube::Messages path_segment_name(std::string_view name, bool is_prefix) {
  kube::Messages out;
  if (!is_prefix && (name == "." || name == "..")) return {fmt::format("may not be '{}'", name)};
  for (const char illegal : {'/', '%'})
    if (name.find(illegal) != std::string_view::npos) out.push_back(fmt::format("may not contain '{}'", illegal));
  return out;
}

void check_object_meta(const doc::Node& meta, Scope scope, NameCheck name_check, const Path& path, Errors& errors) {
  const std::string_view prefix = text_of(meta["generateName"]), name = text_of(meta["name"]),
                         space = text_of(meta["namespace"]);
  if (!prefix.empty()) check_value_of(name_check(prefix, true), Path(path, "generateName"), prefix, errors);
  if (name.empty())
    errors.required(Path(path, "name"), "name or generateName is required");
  else
    check_value_of(name_check(name, false), Path(path, "name"), name, errors);
  if (scope == Scope::Cluster) {
    if (!space.empty()) errors.forbidden(Path(path, "namespace"), "not allowed on this type");
  } else if (space.empty()) {
    errors.required(Path(path, "namespace"));
  } else {
    check_value_of(kube::check_dns1123_label(space), Path(path, "namespace"), space, errors);
  }
  if (const std::int64_t generation = integer_of(meta["generation"]); generation < 0)
    errors.invalid(Path(path, "generation"), generation, "must be greater than or equal to 0");
  check_finalizers(meta["finalizers"], Path(path, "finalizers"), errors);
  check_common(meta, path, errors);
}

void check_object_meta_update(const doc::Node& meta, const doc::Node& old_meta, const Path& path, Errors& errors) {
  if (!old_meta["deletionTimestamp"].is_null()) {
    std::vector<std::string> added;
    for (const doc::Node& finalizer : meta["finalizers"].items()) {
      bool known = false;
      for (const doc::Node& old : old_meta["finalizers"].items()) known |= old.text() == finalizer.text();
      if (!known) added.push_back(go_quoted(finalizer.text()));
    }
    if (!added.empty())
      errors.forbidden(Path(path, "finalizers"),
                       fmt::format("no new finalizers can be added if the object is being deleted, found new "
                                   "finalizers []string{{{}}}",
                                   fmt::join(added, ", ")));
  }
  if (text_of(meta["resourceVersion"]).empty())
    errors.invalid(Path(path, "resourceVersion"), "", "must be specified for an update");
  if (integer_of(meta["generation"]) < integer_of(old_meta["generation"]))
    errors.invalid(Path(path, "generation"), integer_of(meta["generation"]), "must not be decremented");
  for (const char* field : {"name", "namespace"})
    if (text_of(meta[field]) != text_of(old_meta[field]))
      errors.invalid(Path(path, field), text_of(meta[field]), "field is immutable");
  if (text_of(meta["uid"]) != text_of(old_meta["uid"]))
    errors.invalid_printed(Path(path, "uid"), json_quoted(text_of(meta["uid"])), "field is immutable");
  for (const char* field : {"creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"})
    check_immutable(meta[field], old_meta[field], Path(path, field), errors);
  check_common(meta, path, errors);
}

void check_labels(const doc::Node& labels, const Path& path, Errors& errors) {
  for (const doc::Member& label : labels.members()) {
    check_value_of(kube::check_label_key(label.key.text()), path, label.key.text(), errors);
    const std::string_view value = text_of(label.value);
    check_value_of(kube::check_label_value(value), path, value, errors);
  }
}

void check_annotations(const doc::Node& annotations, const Path& path, Errors& errors) {
  constexpr int kMostBytes = 256 * 1024;
  std::size_t bytes = 0;
  for (const doc::Member& annotation : annotations.members()) {
    const std::string_view key = annotation.key.text();
    bytes += key.size() + text_of(annotation.value).size();
    const bool is_plain = std::ranges::none_of(key, [](char c) { return (c >= 'A' && c <= 'Z') || c < 0; });
    // Case does not matter here.
    check_value_of(is_plain ? kube::check_label_key(key) : kube::check_label_key(go_lower(key)), path, key, errors);
  }
  if (bytes > kMostBytes) errors.too_long(path, kMostBytes);
}

void check_label_selector(const doc::Node& selector, SelectorOptions options, const Path& path, Errors& errors) {
  if (!selector.is_map()) return;
  check_labels(selector["matchLabels"], Path(path, "matchLabels"), errors);
  const Path expressions(path, "matchExpressions");
  std::size_t index = 0;
  for (const doc::Node& expression : selector["matchExpressions"].items()) {
    const Path at(expressions, index++);
    const Path values_at(at, "values");
    const std::string_view operation = text_of(expression["operator"]), key = text_of(expression["key"]);
    const auto values = expression["values"].items();
    if (operation == "In" || operation == "NotIn") {
      if (values.empty()) errors.required(values_at, "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (operation == "Exists" || operation == "DoesNotExist") {
      if (!values.empty())
        errors.forbidden(values_at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else {
      errors.invalid_printed(Path(at, "operator"), json_quoted(operation), "not a valid selector operator");
    }
    check_value_of(kube::check_label_key(key), Path(at, "key"), key, errors);
    if (options.allow_invalid_values) continue;
    for (std::size_t i = 0; i < values.size(); ++i)
      check_value_of(kube::check_label_value(text_of(values[i])), Path(values_at, i), text_of(values[i]), errors);
  }
}

void check_immutable(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  if (!same_value(now, old)) errors.invalid(path, now, "field is immutable");
}

}  // namespace slipway::schema
