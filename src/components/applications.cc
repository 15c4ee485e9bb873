#include <map>

#include "components/component.h"
#include "components/parts/capability.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/iam_statements.h"
#include "components/parts/names.h"

namespace slipway::components {

namespace {

using chart_values::only;

/// The capability knows clusters by their ARN, Argo CD in the cluster knows its own by its address.
doc::Map destination(const Expansion& in, const std::string& name_space) {
  const auto server = is_capability(in.platform, "argocd") ? kCluster.interpolated("arn")
                                                           : std::string("https://kubernetes.default.svc");
  return {{"server", server}, {"namespace", name_space}};
}

doc::Map sync_policy(const spec::GitOps& application) {
  doc::List options;
  for (const auto* option : {"CreateNamespace=true", "ServerSideApply=true", "RespectIgnoreDifferences=true"})
    options.add(option);
  return {{"automated", doc::Map{{"prune", application.prune.value}, {"selfHeal", application.self_heal.value}}},
          {"syncOptions", std::move(options)}};
}

void add_application(Expansion& in, const std::string& name, const spec::GitOps& application, SourceRange where) {
  // Replicas belong to KEDA and HPA: healing them back would fight both.
  const doc::Map replicas{{"group", "apps"}, {"kind", "Deployment"}, {"jsonPointers", only("/spec/replicas")}};
  in.add_check("application " + name + " is healthy",
               platform::KubernetesQuestion{"argoproj.io/v1alpha1", "Application", "argocd", name},
               {"status.health.status", platform::Expectation::Holds::Equals, "Healthy"});
  in.add_object(doc::Map{{"apiVersion", "argoproj.io/v1alpha1"},
                         {"kind", "Application"},
                         {"metadata", doc::Map{{"name", name}, {"namespace", "argocd"}}},
                         {"spec", doc::Map{{"project", application.project.value},
                                           {"source", doc::Map{{"repoURL", application.repository.value},
                                                               {"targetRevision", application.revision.value},
                                                               {"path", application.path.value}}},
                                           {"destination", destination(in, application.name_space.value)},
                                           {"syncPolicy", sync_policy(application)},
                                           {"ignoreDifferences", only(replicas)}}}},
                where);
}

/// Projects that applications name: each may take what its applications take, and put it where they do.
void add_projects(Expansion& in) {
  struct Project {
    doc::List repositories, destinations;
    SourceRange where;
  };
  std::map<std::string, Project> projects;
  for (const auto& [name, application] : in.platform.applications) {
    if (application.project.value == "default") continue;
    auto& project = projects[application.project.value];
    if (!project.where) project.where = application.where ? application.where : name.where;
    project.repositories.add(application.repository.value);
    project.destinations.add(destination(in, application.name_space.value));
  }
  for (auto& [name, project] : projects)
    in.add_object(
        doc::Map{
            {"apiVersion", "argoproj.io/v1alpha1"},
            {"kind", "AppProject"},
            {"metadata", doc::Map{{"name", name}, {"namespace", "argocd"}}},
            {"spec", doc::Map{{"sourceRepos", std::move(project.repositories)},
                              {"destinations", std::move(project.destinations)},
                              {"clusterResourceWhitelist", only(doc::Map{{"group", ""}, {"kind", "Namespace"}})}}}},
        project.where);
}

/// The capability enters the cluster by an entry of its own, which may do nothing until a policy says what.
void let_capability_deploy(Expansion& in) {
  const auto role = role_id("capability-argocd");
  if (!in.find(role.type, role.name)) return;
  in.add("aws_eks_access_policy_association", role.name,
         {{"cluster_name", kCluster.attribute("name")},
          {"principal_arn", role.attribute("arn")},
          {"policy_arn", fill(in, "arn:{partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")},
          {"access_scope", doc::Map{{"type", "cluster"}}}});
}

void expand(Expansion& in) {
  let_capability_deploy(in);
  add_projects(in);
  for (const auto& [name, application] : in.platform.applications)
    add_application(in, name.value, application, application.where ? application.where : name.where);
}

bool wanted(const spec::Platform& platform) { return !platform.applications.empty(); }

}  // namespace

extern const Component applications = {"applications", "Argo CD applications", Stage::Workloads, {}, wanted, nullptr,
                                       expand};

}  // namespace slipway::components
