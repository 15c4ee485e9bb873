#include <set>

#include "doc/write_yaml.h"
#include "render/delivery.h"

namespace slipway::render {

namespace {

/// Argo CD names a registry of charts without its scheme.
std::string repository_of(const platform::Release& release) {
  const std::string_view repository = release.repository;
  return std::string(repository.starts_with("oci://") ? repository.substr(6) : repository);
}

doc::List only(doc::Value item) {
  doc::List list;
  list.add(std::move(item));
  return list;
}

class Applications {
 public:
  explicit Applications(const Delivered& delivered)
      : in_(delivered), is_capability_(has_argo_cd_capability(delivered.graph)) {}

  std::vector<File> files() {
    std::vector<File> all{{"kubernetes/argocd/root.yaml", root()}};
    for (const auto& step : in_.steps)
      if (step.part != Part::OnDemand)
        all.push_back({"kubernetes/argocd/apps/" + step.name + ".yaml",
                       doc::write_yaml(doc::Value(step.release ? of_chart(step) : of_part(step)))});
    return all;
  }

 private:
  static doc::Map application(const std::string& name, doc::Map annotations, doc::Map spec) {
    doc::Map metadata{{"name", name}, {"namespace", "argocd"}};
    if (!annotations.empty()) metadata.set("annotations", std::move(annotations));
    return {{"apiVersion", "argoproj.io/v1alpha1"},
            {"kind", "Application"},
            {"metadata", std::move(metadata)},
            {"spec", std::move(spec)}};
  }

  static doc::Map wave(const Step& step) { return {{"argocd.argoproj.io/sync-wave", std::to_string(step.wave)}}; }

  /// The capability knows clusters by the names they were registered under, Argo CD in the cluster its own by address.
  doc::Map destination(const std::string& name_space = "") const {
    doc::Map map = is_capability_ ? doc::Map{{"name", in_.graph.setting.cluster}}
                                  : doc::Map{{"server", "https://kubernetes.default.svc"}};
    if (!name_space.empty()) map.set("namespace", name_space);
    return map;
  }

  static doc::Map sync_policy(bool prune, doc::List options) {
    return {{"automated", doc::Map{{"prune", prune}, {"selfHeal", true}}},
            {"syncOptions", std::move(options)},
            // What a chart's webhook or definitions are not ready for is tried again.
            {"retry", doc::Map{{"limit", 10},
                               {"backoff", doc::Map{{"duration", "15s"}, {"factor", 2}, {"maxDuration", "5m"}}}}}};
  }

  doc::Map git_source(std::string_view path) const {
    return {{"repoURL", in_.options.git.url},
            {"targetRevision", in_.options.git.revision},
            {"path", path_in_git(in_.options.git, path)}};
  }

  doc::Map of_part(const Step& step) const {
    // Taking a line out of Git must not take namespaces, volumes or nodes with all that is on them.
    const bool prune = step.part != Part::Namespaces && step.part != Part::Definitions && step.part != Part::Storage &&
                       step.part != Part::NodePools;
    return application(step.name, wave(step),
                       {{"project", kArgoCdProject},
                        {"destination", destination()},
                        {"source", git_source("kubernetes/" + step.name)},
                        {"syncPolicy", sync_policy(prune, {"ServerSideApply=true"})}});
  }

  doc::Map of_chart(const Step& step) const {
    const auto& release = *step.release;
    doc::Map helm{{"releaseName", release.name},
                  {"valueFiles",
                   only("$values/" + path_in_git(in_.options.git, "kubernetes/charts/" + step.name + "/values.yaml"))}};
    if (release.skip_crds) helm.set("skipCrds", true);
    doc::List options{"ServerSideApply=true"};
    if (makes_namespace(in_.graph, release)) options.add("CreateNamespace=true");
    return application(step.name, wave(step),
                       {{"project", kArgoCdProject},
                        {"destination", destination(release.namespace_)},
                        {"sources", doc::List{doc::Map{{"repoURL", repository_of(release)},
                                                       {"chart", release.chart},
                                                       {"targetRevision", release.version},
                                                       {"helm", std::move(helm)}},
                                              doc::Map{{"repoURL", in_.options.git.url},
                                                       {"targetRevision", in_.options.git.revision},
                                                       {"ref", "values"}}}},
                        {"syncPolicy", sync_policy(true, std::move(options))}});
  }

  std::string root() const {
    std::set<std::string> repositories{in_.options.git.url};
    for (const auto& release : in_.graph.releases()) repositories.insert(repository_of(release));
    doc::List sources;
    for (const auto& repository : repositories) sources.add(repository);
    auto anywhere = destination();
    anywhere.set("namespace", "*");
    const doc::Map project{
        {"apiVersion", "argoproj.io/v1alpha1"},
        {"kind", "AppProject"},
        {"metadata", doc::Map{{"name", kArgoCdProject}, {"namespace", "argocd"}}},
        {"spec", doc::Map{{"description", "What slipway rendered for " + in_.graph.setting.platform},
                          {"sourceRepos", std::move(sources)},
                          {"destinations", only(std::move(anywhere))},
                          {"clusterResourceWhitelist", only(doc::Map{{"group", "*"}, {"kind", "*"}})}}}};
    const auto all = application(argo_cd_root(in_.graph.setting.platform), {},
                                 {{"project", kArgoCdProject},
                                  {"destination", destination("argocd")},
                                  {"source", git_source("kubernetes/argocd/apps")},
                                  {"syncPolicy", sync_policy(false, {"ServerSideApply=true"})}});
    return "# Apply this one file: the rest follows from Git. Repository, revision and path are those of `slipway "
           "render\n"
           "# --git-url --git-revision --git-path`. Waves wait for one another only where Argo CD judges the health "
           "of\n"
           "# Applications (README.md); without that each is tried again until what it needs is there.\n" +
           doc::write_yaml_stream(std::vector<doc::Value>{project, all});
  }

  const Delivered& in_;
  const bool is_capability_;
};

}  // namespace

std::string argo_cd_root(const std::string& platform) { return platform + "-platform"; }

std::vector<File> argo_cd(const Delivered& delivered) { return Applications(delivered).files(); }

}  // namespace slipway::render
