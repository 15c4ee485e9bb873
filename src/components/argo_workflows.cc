#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/grants.h"
#include "components/parts/identity.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"
#include "components/parts/options.h"

namespace slipway::components {

namespace {

constexpr const char* kAccount = "argo-workflow";

struct ArgoWorkflowsOptions {
  spec::Text bucket;
  spec::Texts namespaces;
  SourceRange where;
};

const spec::StructType& type_of(const ArgoWorkflowsOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<ArgoWorkflowsOptions>{}, "ArgoWorkflows", "Pipelines of containers, such as training.")
          .field("bucket", &ArgoWorkflowsOptions::bucket, "One of `buckets`: where steps leave what others take up.")
          .field("namespaces", &ArgoWorkflowsOptions::namespaces,
                 "Where workflows run; service account argo-workflow is there for them.");
  return type;
}

spec::Text text(std::string value, SourceRange where) {
  spec::Text made(std::move(value));
  made.where = where;
  return made;
}

/// Pods of workflows read and write artifacts in their own name.
doc::Map artifacts(Expansion& in, const ArgoWorkflowsOptions& options, doc::Map& annotations) {
  const auto& bucket = options.bucket;
  if (bucket.value.empty()) return {};
  if (!in.platform.buckets.find(bucket.value)) {
    in.diagnostics.error("CMP192", bucket.where, "there is no bucket '" + bucket.value + "' in buckets",
                         "name one of `buckets`");
    return {};
  }
  spec::Grant grant;
  grant.to = text("bucket/" + bucket.value, bucket.where);
  grant.actions = {text("read", bucket.where), text("write", bucket.where)};
  std::vector<platform::ServiceAccount> accounts;
  for (const auto& name_space : options.namespaces) accounts.push_back({name_space.value, kAccount});
  if (!accounts.empty())
    annotations =
        role_for_service_accounts(in, {"argo-workflow", statements_for(in, {grant}), {}, {}}, accounts).annotations;
  return {{"s3", doc::Map{{"bucket", bucket_id(bucket.value).interpolated("id")},
                          {"region", in.graph.setting.region},
                          {"endpoint", "s3.amazonaws.com"},
                          {"useSDKCreds", true}}}};
}

void expand(Expansion& in) {
  const auto options = in.read_options<ArgoWorkflowsOptions>();
  doc::List namespaces;
  for (const auto& name_space : options.namespaces) namespaces.add(name_space.value);
  doc::Map annotations;
  auto repository = artifacts(in, options, annotations);
  const auto tolerations = chart_values::on_system_nodes(in.platform);
  doc::Map account{{"create", true}, {"name", kAccount}};
  if (!annotations.empty()) account.set("annotations", std::move(annotations));
  // What the chart leaves out of what Pod Security's `restricted` asks.
  const doc::Map pod_security{{"seccompProfile", doc::Map{{"type", "RuntimeDefault"}}}};
  doc::Map controller{{"tolerations", tolerations}, {"podSecurityContext", pod_security}};
  if (!namespaces.empty()) controller.set("workflowNamespaces", std::move(namespaces));
  doc::Map values{{"workflow", doc::Map{{"serviceAccount", std::move(account)}, {"rbac", doc::Map{{"create", true}}}}},
                  {"controller", std::move(controller)},
                  {"server", doc::Map{{"tolerations", tolerations},
                                      {"podSecurityContext", pod_security},
                                      {"authModes", chart_values::only("client")}}},
                  {"useStaticCredentials", false}};
  if (!repository.empty()) values.set("artifactRepository", std::move(repository));
  add_namespace_of_chart(in, "argo", "restricted");
  in.add_release("argo-workflows", "argo", std::move(values)).brings = {"argoproj.io"};
  check_deployments_of_release(in, "argo-workflows", "argo");
}

}  // namespace

extern const Component argo_workflows = {"argo-workflows",
                                         "pipelines of containers",
                                         Stage::Controllers,
                                         {},
                                         nullptr,
                                         options_type<ArgoWorkflowsOptions>,
                                         expand};

}  // namespace slipway::components
