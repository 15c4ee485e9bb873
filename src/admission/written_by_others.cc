#include "admission/written_by_others.h"

#include <algorithm>
#include <string>

#include "subject/kustomizations.h"
#include "subject/patches.h"

namespace slipway::admission {
namespace {

using doc::Node;

/// Namespaces in which claims may ask for admin access to devices (Kubernetes 1.36, pkg/apis/resource/validation).
constexpr std::string_view kAdminAccess = "resource.kubernetes.io/admin-access";

/// What mutating webhooks of the kinds' own controllers write where nothing stands, though the schema requires it.
struct OfWebhook {
  std::string_view group, kind, field;
};
constexpr OfWebhook kOfWebhooks[] = {
    {"jobset.x-k8s.io", "JobSet", "spec.failurePolicy.rules[].name"},  // jobset 0.11, pkg/webhooks/jobset_webhook.go
};

bool is_of_labels(std::string_view field) {
  return field.starts_with("spec.selector") || field.starts_with("spec.template.metadata.labels");
}

/// What Spark writes into the pods that it makes of a template (Spark 3.5, BasicDriverFeatureStep).
bool is_of_spark(const kube::Object& object, std::string_view field) {
  constexpr std::string_view kFields[] = {"metadata.name", "spec.containers", "spec.containers[].image",
                                          "spec.containers[].name"};
  return std::ranges::find(kFields, field) != std::end(kFields) && subject::is_pod_of_spark(object);
}

}  // namespace

bool is_of_webhook(const kube::Object& object, const schema::Error& error) {
  if (error.type != schema::Error::Type::FieldValueRequired) return false;
  std::string field;  // without indexes
  for (const char c : error.field)
    if (c < '0' || c > '9') field += c;
  return is_of_spark(object, field) || std::ranges::any_of(kOfWebhooks, [&](const OfWebhook& one) {
           return one.group == object.group() && one.kind == object.kind && one.field == field;
         });
}

bool is_namespace_of_subject(const schema::Error& error) {
  const std::string_view field = error.field;
  return field.starts_with("subjects[") && field.ends_with("].namespace") &&
         error.type == schema::Error::Type::FieldValueRequired;
}

bool may_be_of_overlay(const subject::Subject& subject, const kube::Object& object, const schema::Error& error) {
  // Of a webhook's Service the server's message takes name and namespace for each other.
  const bool is_of_service = error.field.starts_with("webhooks[") &&
                             error.field.ends_with("].clientConfig.service.name") &&
                             error.type == schema::Error::Type::FieldValueRequired;
  const bool is_unselected = is_of_labels(error.field) && (*object.node)["spec"]["selector"].is_null();
  return (is_namespace_of_subject(error) || is_of_service || is_unselected) &&
         subject.derived<subject::Kustomized>().file_of(object);
}

bool is_of_kustomization(const subject::Subject& subject, const kube::Object& object, const schema::Error& error) {
  const std::string_view field = error.field;
  if (is_namespace_of_subject(error)) return subject.derived<subject::Kustomized>().gives_namespace(object);
  if (subject.derived<subject::Kustomized>().names_variable(error.detail)) return true;
  // kustomize 5.8 gives a Namespace the name, and the server the label of it.
  if (object.is("Namespace", "") && (field == "metadata.name" || field == "metadata.labels"))
    return subject.derived<subject::Kustomized>().gives_namespace(object);
  if (is_of_labels(field)) return subject.derived<subject::Kustomized>().adds_labels(object);
  return false;
}

bool may_be_patched(const subject::Subject& subject, const kube::Object& object) {
  return subject.derived<subject::Kustomized>().is_patched(object);
}

bool is_second_family(const schema::Error& error) {
  return error.field.starts_with("spec.ipFamilies[") && error.detail.ends_with("not configured on this cluster");
}

bool needs_admin_label(const schema::Error& error) {
  return error.type == schema::Error::Type::FieldValueForbidden && error.detail.find(kAdminAccess) != error.detail.npos;
}

bool has_admin_label(const subject::Subject& subject, const kube::Object& object) {
  const kube::Object* made = subject.find("Namespace", "", object.ns);
  const Node* label = made ? (*made->node)["metadata"]["labels"].find(kAdminAccess) : nullptr;
  return label && label->is_string() && label->text() == "true";
}

}  // namespace slipway::admission
