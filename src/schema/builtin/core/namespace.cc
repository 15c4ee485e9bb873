#include <algorithm>
#include <vector>

#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"

/// v1 Namespace and ServiceAccount. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,validation} and
/// pkg/registry/core/{namespace,serviceaccount}/strategy.go.
namespace slipway::schema::builtin {
namespace {

void set_namespace_defaults(doc::Draft& object) {
  object.in("metadata", [](doc::Draft& meta) {
    const std::string_view name = text_of(meta["name"]);
    if (!name.empty())
      meta.in_new("labels", [&](doc::Draft& labels) { labels.set("kubernetes.io/metadata.name", name); });
  });
}

void prepare_namespace(doc::Draft& object) {
  drop_status(object);
  object.in_new("spec", [](doc::Draft& spec) {
    const doc::Node& finalizers = spec["finalizers"];
    const auto is_own = [](const doc::Node& finalizer) { return text_of(finalizer) == "kubernetes"; };
    if (std::ranges::any_of(finalizers.items(), is_own)) return;
    std::vector<doc::Node> all(finalizers.items().begin(), finalizers.items().end());
    all.push_back(spec.text("kubernetes"));
    spec.set("finalizers", spec.list_of(all, finalizers));
  });
}

void prepare_namespace_update(doc::Draft& object, const doc::Node& old) {
  keep_status(object, old);
  const doc::Node& finalizers = old["spec"]["finalizers"];
  object.in_new("spec", [&](doc::Draft& spec) {
    if (finalizers.is_null())
      spec.remove("finalizers");
    else
      spec.set("finalizers", finalizers);
  });
}

void check_namespace(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_label_name, errors);
  const Path spec("spec"), path(spec, "finalizers");
  for (const doc::Node& finalizer : object["spec"]["finalizers"].items()) {
    check_text(text_of(finalizer), kube::check_label_key, path, errors);
    check_finalizer_name(text_of(finalizer), path, errors);
  }
}

void check_namespace_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_namespace(object, errors);
  check_core_meta_update(object, old, errors);
}

/// References to Secrets keep their names only.
void prepare_account(doc::Draft& object) {
  object.each("secrets", [](doc::Draft& secret) {
    for (const char* key : {"kind", "namespace", "uid", "apiVersion", "resourceVersion", "fieldPath"})
      secret.remove(key);
  });
}

void prepare_account_update(doc::Draft& object, const doc::Node&) { prepare_account(object); }

void check_account(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
}

void check_account_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  check_account(object, errors);
}

}  // namespace

const BuiltinKind kNamespace = {.api_version = "v1",
                                .kind = "Namespace",
                                .resource = "namespaces",
                                .scope = Scope::Cluster,
                                .set_defaults = set_namespace_defaults,
                                .prepare = prepare_namespace,
                                .check = check_namespace,
                                .prepare_update = prepare_namespace_update,
                                .check_update = check_namespace_update};

const BuiltinKind kServiceAccount = {.api_version = "v1",
                                     .kind = "ServiceAccount",
                                     .resource = "serviceaccounts",
                                     .scope = Scope::Namespaced,
                                     .set_defaults = nullptr,
                                     .prepare = prepare_account,
                                     .check = check_account,
                                     .prepare_update = prepare_account_update,
                                     .check_update = check_account_update};

}  // namespace slipway::schema::builtin
