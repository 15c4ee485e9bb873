#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/quote.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/storage/kinds.h"

/// storage.k8s.io/v1 StorageClass. Follows Kubernetes 1.36.3 pkg/apis/storage/{v1/defaults.go,validation}.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.set_default("reclaimPolicy", "Delete");
  object.set_default("volumeBindingMode", "Immediate");
}

void check_parameters(const doc::Node& parameters, Errors& errors) {
  constexpr int kMostBytes = 256 * 1024, kMost = 512;
  const Path path("parameters");
  if (parameters.size() > kMost) return errors.too_long(path, kMost);
  std::size_t bytes = 0;
  for (const doc::Member& member : parameters.members()) {
    if (member.key.text().empty()) errors.invalid(path, "", "field can not be empty.");
    bytes += member.key.text().size() + text_of(member.value).size();
  }
  if (bytes > kMostBytes) errors.too_long(path, kMostBytes);
}

using Topology = std::map<std::string_view, std::set<std::string_view>>;

Topology check_term(const doc::Node& term, const Path& path, Errors& errors) {
  Topology found;
  std::size_t i = 0;
  for (const doc::Node& expression : term["matchLabelExpressions"].items()) {
    const Path item(path, i++), values_path(item, "values"), key_path(item, "key");
    const doc::Node& values = expression["values"];
    if (values.size() == 0) errors.required(values_path);
    std::set<std::string_view> all;
    std::size_t j = 0;
    for (const doc::Node& value : values.items()) {
      const Path value_path(values_path, j++);
      if (!all.insert(text_of(value)).second) errors.duplicate(value_path, text_of(value));
    }
    const std::string_view key = text_of(expression["key"]);
    check_text(key, kube::check_label_key, key_path, errors);
    if (found.contains(key)) errors.duplicate(key_path, key);
    found[key] = std::move(all);
  }
  return found;
}

void check_topologies(const doc::Node& terms, Errors& errors) {
  const Path path("allowedTopologies");
  std::vector<Topology> seen(terms.size());  // the server compares with that many empty ones too
  std::size_t i = 0;
  constexpr std::size_t kEnough = 10'000;  // the square of a hostile list would be too much
  for (const doc::Node& term : terms.items()) {
    if (errors.size() > kEnough) return;
    const Path item(path, i++), expressions(item, "matchLabelExpressions");
    Topology found = check_term(term, expressions, errors);
    for (const Topology& other : seen)
      if (other == found) errors.duplicate(expressions, "");
    seen.push_back(std::move(found));
  }
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  const Path provisioner("provisioner");
  if (const std::string name = go_lower(text_of(object["provisioner"])); name.empty())
    errors.required(provisioner);
  else
    check_text(name, kube::check_label_key, provisioner, errors);
  check_parameters(object["parameters"], errors);
  const std::string_view reclaim = text_of(object["reclaimPolicy"]), binding = text_of(object["volumeBindingMode"]);
  if (!reclaim.empty() && !is_one_of(reclaim, {"Delete", "Retain"}))
    errors.not_supported(Path("reclaimPolicy"), reclaim, {"Delete", "Retain"});
  if (!is_one_of(binding, {"Immediate", "WaitForFirstConsumer"}))
    errors.not_supported(Path("volumeBindingMode"), binding, {"Immediate", "WaitForFirstConsumer"});
  check_topologies(object["allowedTopologies"], errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check(object, errors);
  check_core_meta_update(object, old, errors);
  if (const std::string_view provisioner = text_of(object["provisioner"]); provisioner != text_of(old["provisioner"]))
    errors.invalid(Path("provisioner"), provisioner, "field is immutable");
  for (const char* key : {"parameters", "reclaimPolicy", "volumeBindingMode"})
    check_immutable(object[key], old[key], Path(key), errors);
}

}  // namespace

const BuiltinKind kStorageClass = {.api_version = "storage.k8s.io/v1",
                                   .kind = "StorageClass",
                                   .resource = "storageclasses",
                                   .scope = Scope::Cluster,
                                   .set_defaults = set_defaults,
                                   .prepare = nullptr,
                                   .check = check,
                                   .prepare_update = nullptr,
                                   .check_update = check_update};

}  // namespace slipway::schema::builtin
