#include <set>

#include "doc/write_yaml.h"
#include "render/delivery.h"

namespace slipway::render {

namespace {

constexpr std::string_view kNamespace = "flux-system";
constexpr std::string_view kRepository = "platform";

doc::List only(doc::Value item) {
  doc::List list;
  list.add(std::move(item));
  return list;
}

doc::Map object(std::string_view api_version, std::string_view kind, std::string_view name, doc::Map spec) {
  return {{"apiVersion", api_version},
          {"kind", kind},
          {"metadata", doc::Map{{"name", name}, {"namespace", kNamespace}}},
          {"spec", std::move(spec)}};
}

doc::Map repository(const Git& git) {
  return object("source.toolkit.fluxcd.io/v1", "GitRepository", kRepository,
                {{"interval", "5m"}, {"url", git.url}, {"ref", doc::Map{{"branch", git.revision}}}});
}

/// What a step waits for: what it needs, and the last step of objects before it.
doc::List dependencies(const std::vector<Step>& steps, std::size_t index) {
  std::set<std::size_t> before(steps[index].needs.begin(), steps[index].needs.end());
  for (std::size_t i = index; i-- > 0;)
    if (!steps[i].release) {
      before.insert(i);
      break;
    }
  // The last one waits for charts of which nobody knows what they bring.
  if (steps[index].part == Part::Instances)
    for (std::size_t i = 0; i < index; ++i)
      if (steps[i].release && steps[i].release->brings.empty() && steps[i].release->component == "charts")
        before.insert(i);
  doc::List list;
  for (const auto i : before) list.add(doc::Map{{"name", steps[i].name}});
  return list;
}

doc::Map kustomization(const Delivered& in, std::size_t index) {
  const auto& step = in.steps[index];
  const bool keeps = step.part == Part::Namespaces || step.part == Part::Definitions || step.part == Part::Storage ||
                     step.part == Part::NodePools;
  const auto path = step.release ? "kubernetes/charts/" + step.name : "kubernetes/" + step.name;
  doc::Map spec;
  if (auto before = dependencies(in.steps, index); !before.empty()) spec.set("dependsOn", std::move(before));
  spec.set("interval", "10m");
  spec.set("retryInterval", "1m");
  spec.set("timeout", "15m");
  spec.set("sourceRef", doc::Map{{"kind", "GitRepository"}, {"name", kRepository}});
  spec.set("path", "./" + path_in_git(in.options.git, path));
  spec.set("prune", !keeps);  // taking a line out of Git must not take namespaces, volumes or nodes
  spec.set("wait", is_waited_for(step));
  if (in.is_open)
    spec.set("postBuild", doc::Map{{"substitute", doc::Map{{"quote", "\""}}},
                                   {"substituteFrom", only(doc::Map{{"kind", "ConfigMap"}, {"name", kFluxOutputs}})}});
  return object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", step.name, std::move(spec));
}

}  // namespace

std::vector<File> flux(const Delivered& delivered) {
  std::vector<File> all{
      {"kubernetes/flux/source.yaml",
       "# Apply this folder: the rest follows from Git. Repository, revision and path are those of `slipway render\n"
       "# --git-url --git-revision --git-path`.\n" +
           doc::write_yaml(doc::Value(repository(delivered.options.git)))}};
  for (std::size_t i = 0; i < delivered.steps.size(); ++i)
    if (delivered.steps[i].part != Part::OnDemand)
      all.push_back({"kubernetes/flux/" + delivered.steps[i].name + ".yaml",
                     doc::write_yaml(doc::Value(kustomization(delivered, i)))});
  return all;
}

std::string flux_release(const Delivered& delivered, const Step& step, const Filler& filler) {
  const auto& release = *step.release;
  const bool is_oci = release.repository.starts_with("oci://");
  const auto source =
      is_oci ? object("source.toolkit.fluxcd.io/v1", "OCIRepository", step.name,
                      {{"interval", "1h"},
                       {"url", release.repository + (release.repository.ends_with('/') ? "" : "/") + release.chart},
                       {"ref", doc::Map{{"tag", release.version}}},
                       {"layerSelector", doc::Map{{"mediaType", "application/vnd.cncf.helm.chart.content.v1.tar+gzip"},
                                                  {"operation", "copy"}}}})
             : object("source.toolkit.fluxcd.io/v1", "HelmRepository", step.name,
                      {{"interval", "1h"}, {"url", release.repository}});
  doc::Map spec{{"interval", "30m"},
                {"releaseName", release.name},
                {"targetNamespace", release.namespace_},
                {"storageNamespace", release.namespace_}};
  if (is_oci)
    spec.set("chartRef", doc::Map{{"kind", "OCIRepository"}, {"name", step.name}});
  else
    spec.set("chart",
             doc::Map{{"spec", doc::Map{{"chart", release.chart},
                                        {"version", release.version},
                                        {"sourceRef", doc::Map{{"kind", "HelmRepository"}, {"name", step.name}}}}}});
  // Helm itself leaves a chart's definitions as they were when it upgrades.
  const auto* crds = release.skip_crds ? "Skip" : "CreateReplace";
  const doc::Map again{{"retries", 3}};
  doc::Map install{{"crds", crds}, {"remediation", again}};
  if (makes_namespace(delivered.graph, release)) install.set("createNamespace", true);
  spec.set("install", std::move(install));
  spec.set("upgrade", doc::Map{{"crds", crds}, {"remediation", again}});
  if (!release.values.empty()) spec.set("values", filler.value(doc::Value(release.values)));
  return doc::write_yaml_stream(
      std::vector<doc::Value>{source, object("helm.toolkit.fluxcd.io/v2", "HelmRelease", step.name, std::move(spec))});
}

}  // namespace slipway::render
