#include "schema/builtin/extension/definition.h"

#include <array>
#include <set>
#include <string>

#include "base/quote.h"
#include "base/text.h"
#include "schema/builtin/extension/printed_versions.h"
#include "schema/builtin/fields.h"

/// CustomResourceDefinition. Follows apiextensions-apiserver 0.36.3 pkg/apis/apiextensions/{v1/defaults.go,validation}
/// and pkg/registry/customresourcedefinition/strategy.go. What ratchets there has nothing to hold on to here: the old
/// object of an update was accepted by this version.
namespace slipway::schema::builtin {
namespace {

using Part = DefinitionSpec::Part;

void set_definition_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    spec.in_new("names", [](doc::Draft& names) {
      const std::string kind(text_of(names["kind"]));
      if (text_of(names["singular"]).empty()) names.set("singular", go_lower(kind));
      if (text_of(names["listKind"]).empty() && !kind.empty()) names.set("listKind", kind + "List");
    });
    if (!spec.has("conversion"))
      spec.in_new("conversion", [](doc::Draft& conversion) { conversion.set("strategy", "None"); });
    spec.in("conversion", [](doc::Draft& conversion) {
      conversion.in("webhook", [](doc::Draft& webhook) {
        webhook.in("clientConfig", [](doc::Draft& client) {
          client.in("service", [](doc::Draft& service) { service.set_default("port", 443); });
        });
      });
    });
  });
}

/// The first version that is stored joins those that were.
void store_version(doc::Draft& object) {
  for (const doc::Node& version : object["spec"]["versions"].items()) {
    if (!flag_of(version["storage"])) continue;
    object.in_new("status", [&](doc::Draft& status) {
      const doc::Node before = status["storedVersions"];
      std::vector<doc::Node> all(before.items().begin(), before.items().end());
      for (const doc::Node& stored : all)
        if (text_of(stored) == text_of(version["name"])) return;
      all.push_back(status.text(text_of(version["name"])));
      status.set("storedVersions", status.list_of(all, status.node()));
    });
    return;
  }
}

void prepare_definition(doc::Draft& object) {
  drop_status(object);
  store_version(object);
}

void prepare_definition_update(doc::Draft& object, const doc::Node& old) {
  keep_status(object, old);
  store_version(object);
}

void check_name(const doc::Node& object, Errors& errors) {
  const doc::Node &meta = object["metadata"], &spec = object["spec"];
  const Path path("metadata");
  check_object_meta(meta, Scope::Cluster, dns_subdomain_name, path, errors);
  const std::string wanted = std::string(text_of(spec["names"]["plural"])) + "." + std::string(text_of(spec["group"]));
  for (const char* key : {"name", "generateName"})
    if (const std::string_view name = text_of(meta[key]); !name.empty() && name != wanted)
      errors.invalid(Path(path, key), name, "must be spec.names.plural+\".\"+spec.group");
}

void check_group_and_scope(const doc::Node& spec, const Path& path, Errors& errors) {
  const std::string_view group = text_of(spec["group"]), scope = text_of(spec["scope"]);
  const Path group_path(path, "group"), scope_path(path, "scope");
  if (group.empty())
    errors.required(group_path);
  else if (const kube::Messages messages = kube::check_dns1123_subdomain(group); !messages.empty())
    errors.invalid(group_path, group, join(messages, ","));
  else if (group.find('.') == group.npos)
    errors.invalid(group_path, group, "should be a domain with at least one dot");
  if (scope.empty())
    errors.required(scope_path);
  else if (!is_one_of(scope, {"Cluster", "Namespaced"}))
    errors.not_supported(scope_path, scope, {"Cluster", "Namespaced"});
}

bool has_defaults(const doc::Node& schema) {
  if (schema.is_list()) {
    for (const doc::Node& one : schema.items())
      if (has_defaults(one)) return true;
    return false;
  }
  if (!schema.is_map()) return false;
  if (!schema["default"].is_null()) return true;
  for (const char* key : {"items", "not", "additionalProperties", "additionalItems", "allOf", "anyOf", "oneOf"})
    if (has_defaults(schema[key])) return true;
  for (const char* key : {"properties", "patternProperties", "definitions", "dependencies"})
    for (const doc::Member& member : schema[key].members())
      if (has_defaults(member.value)) return true;
  return false;
}

void check_deprecation(const doc::Node& version, const Path& path, Errors& errors) {
  const doc::Node& warning = version["deprecationWarning"];
  if (warning.is_null()) return;
  const std::string_view text = text_of(warning);
  const Path here(path, "deprecationWarning");
  if (!flag_of(version["deprecated"])) return errors.invalid(here, text, "can only be set for deprecated versions");
  if (text.size() > 256) errors.invalid(here, text, "must be <= 256 characters long");
  if (text.empty()) errors.invalid(here, text, "must not be an empty string");
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Rune next = first_rune(text.substr(at));
    if (!is_printable(next.rune))
      return errors.invalid(
          here, text,
          "must only contain printable UTF-8 characters; non-printable character found at index " + std::to_string(at));
    at += static_cast<std::size_t>(next.size);
  }
}

void check_version(const DefinitionSpec& spec, const doc::Node& version, const Path& path, Errors& errors) {
  const std::string_view name = text_of(version["name"]);
  if (const kube::Messages messages = kube::check_dns1035_label(name); !messages.empty())
    errors.invalid(Path(path, "name"), name, join(messages, ","));
  check_deprecation(version, path, errors);
  const doc::Node &subresources = spec.own(version, Part::Subresources),
                  &schema = spec.own(version, Part::Schema)["openAPIV3Schema"],
                  &selectable = spec.own(version, Part::SelectableFields);
  const doc::Node& in_use = DefinitionSpec::of(version, Part::Subresources);
  check_definition_schema(schema, !in_use["status"].is_null(), Path(path, "schema"), errors);
  check_subresources(subresources, Path(path, "subresources"), errors);
  check_printer_columns(spec.own(version, Part::Columns), Path(path, "additionalPrinterColumns"), errors);
  if (selectable.size() == 0) return;
  if (schema.is_null())
    errors.invalid(Path(path, "selectableFields"), "",
                   "may only be set when `version.schema.openAPIV3Schema` is not included");
  else
    check_selectable_fields(selectable, schema, path, errors);
}

void check_versions(const DefinitionSpec& spec, const Path& path, Errors& errors) {
  const Path versions_path(path, "versions");
  const bool shares_schema = !spec.shared(Part::Schema)["openAPIV3Schema"].is_null();
  std::set<std::string_view> names;
  std::size_t stored = 0, i = 0;
  for (const doc::Node& version : spec.versions()) {
    const Path item(versions_path, i++), schema_path(item, "schema");
    if (!shares_schema && spec.own(version, Part::Schema)["openAPIV3Schema"].is_null())
      errors.required(Path(schema_path, "openAPIV3Schema"));
    names.insert(text_of(version["name"]));
    if (flag_of(version["storage"])) ++stored;
    check_version(spec, version, item, errors);
  }
  if (names.size() != spec.versions().size())
    errors.invalid_printed(versions_path, printed_versions(spec), "must contain unique version names");
  if (stored != 1)
    errors.invalid_printed(versions_path, printed_versions(spec),
                           "must have exactly one version marked as storage version");
  if (spec.versions().empty()) return;
  const std::string_view first = text_of(spec.versions()[0]["name"]);
  if (const kube::Messages messages = kube::check_dns1035_label(first); !first.empty() && !messages.empty())
    errors.invalid(Path(path, "version"), first, join(messages, ","));
}

void check_shared_parts(const DefinitionSpec& spec, const Path& path, Errors& errors) {
  bool has_status = false;
  for (const doc::Node& version : spec.versions())
    has_status |= !DefinitionSpec::of(version, Part::Subresources)["status"].is_null();
  const doc::Node &schema = spec.shared(Part::Schema), &selectable = spec.shared(Part::SelectableFields);
  check_definition_schema(schema["openAPIV3Schema"], has_status, Path(path, "validation"), errors);
  check_subresources(spec.shared(Part::Subresources), Path(path, "subresources"), errors);
  check_printer_columns(spec.shared(Part::Columns), Path(path, "additionalPrinterColumns"), errors);
  if (selectable.size() == 0) return;
  if (schema.is_null())
    errors.invalid(Path(path, "selectableFields"), "", "may only be set when validations.schema is included");
  else
    check_selectable_fields(selectable, schema["openAPIV3Schema"], path, errors);
}

void check_spec(const doc::Node& node, bool may_distrust, Errors& errors) {
  const DefinitionSpec spec(node);
  const Path path("spec"), names_path(path, "names"), conversion_path(path, "conversion");
  const doc::Node &names = node["names"], &conversion = node["conversion"];
  const bool preserves = flag_of(node["preserveUnknownFields"]);
  check_group_and_scope(node, path, errors);
  if (preserves) {
    bool any = false;
    for (const doc::Node& version : spec.versions()) any |= has_defaults(version["schema"]["openAPIV3Schema"]);
    const Path preserve_path(path, "preserveUnknownFields");
    if (any)
      errors.invalid(preserve_path, node["preserveUnknownFields"],
                     "must be false in order to use defaults in the schema");
    errors.invalid(preserve_path, node["preserveUnknownFields"],
                   "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
                   "spec.versions[*].schema instead");
  }
  check_versions(spec, path, errors);
  for (const char* key : {"plural", "singular", "kind", "listKind"})
    if (text_of(names[key]).empty()) errors.required(Path(names_path, key));
  check_definition_names(names, names_path, errors);
  check_shared_parts(spec, path, errors);
  if (preserves && text_of(conversion["strategy"]) != "None")
    errors.invalid(Path(conversion_path, "strategy"), text_of(conversion["strategy"]),
                   "must be None if spec.preserveUnknownFields is true");
  check_conversion(conversion, may_distrust, conversion_path, errors);
}

void check_stored_versions(const doc::Node& object, Errors& errors) {
  const doc::Node &stored = object["status"]["storedVersions"], &versions = object["spec"]["versions"];
  const Path status("status"), path(status, "storedVersions");
  if (stored.size() == 0) return errors.invalid_printed(path, "null", "must have at least one stored version");
  const auto has = [](const doc::Node& list, std::string_view name, const char* key) {
    for (const doc::Node& item : list.items())
      if (text_of(key ? item[key] : item) == name) return true;
    return false;
  };
  std::set<std::string_view> seen;
  for (const doc::Node& version : versions.items()) {
    const std::string_view name = text_of(version["name"]);
    const bool is_first = seen.insert(name).second;
    if (flag_of(version["storage"]) && (!is_first || !has(stored, name, nullptr)))
      errors.invalid(path, stored, "must have the storage version " + std::string(name));
  }
  std::size_t i = 0;
  for (const doc::Node& item : stored.items()) {
    const Path here(path, i++);
    const std::string name(text_of(item));
    if (!has(versions, name, "name"))
      errors.invalid(here, name,
                     "missing from spec.versions; " + name +
                         " was previously a storage version, and must remain in spec.versions until a storage "
                         "migration ensures no data remains persisted in " +
                         name + " and removes " + name + " from status.storedVersions");
  }
}

void check_rest(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const Path status("status");
  check_definition_names(object["status"]["acceptedNames"], Path(status, "acceptedNames"), errors);
  check_stored_versions(object, errors);
  check_approval(object, old, errors);
}

void check_definition(const doc::Node& object, Errors& errors) {
  check_name(object, errors);
  check_spec(object["spec"], true, errors);
  check_rest(object, {}, errors);
}

void check_definition_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const doc::Node &spec = object["spec"], &before = old["spec"];
  const Path path("spec"), names(path, "names");
  check_object_meta_update(object["metadata"], old["metadata"], Path("metadata"), errors);
  check_spec(spec, has_bad_certificates(before["conversion"]), errors);
  const auto check_same = [&](const doc::Node& now, const doc::Node& then, const Path& at) {
    if (text_of(now) != text_of(then)) errors.invalid(at, text_of(now), "field is immutable");
  };
  check_same(spec["scope"], before["scope"], Path(path, "scope"));
  check_same(spec["names"]["kind"], before["names"]["kind"], Path(names, "kind"));
  check_same(spec["group"], before["group"], Path(path, "group"));
  check_same(spec["names"]["plural"], before["names"]["plural"], Path(names, "plural"));
  check_rest(object, old, errors);
}

}  // namespace

const BuiltinKind kCustomResourceDefinition = {.api_version = "apiextensions.k8s.io/v1",
                                               .kind = "CustomResourceDefinition",
                                               .resource = "customresourcedefinitions",
                                               .scope = Scope::Cluster,
                                               .set_defaults = set_definition_defaults,
                                               .prepare = prepare_definition,
                                               .check = check_definition,
                                               .prepare_update = prepare_definition_update,
                                               .check_update = check_definition_update};

std::span<const BuiltinKind> extension_kinds() {
  static const std::array<BuiltinKind, 2> kKinds = {kCustomResourceDefinition, kApiService};
  return kKinds;
}

}  // namespace slipway::schema::builtin
