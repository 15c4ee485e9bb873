#include "rules/kubernetes_versions.h"

#include <algorithm>
#include <set>

#include "rules/plans/plan.h"
#include "rules/reading.h"

namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// "1.35", and no variable that nobody evaluates here.
bool is_version(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.starts_with("1.") && text.size() > 2 && text.size() <= 4 && std::ranges::all_of(text.substr(2), is_digit);
}

/// Whether a module's source has the word: "terraform-aws-modules/eks/aws", "./modules/eks-cluster", not "./weeks".
bool is_of_eks(std::string_view source) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (std::size_t at = source.find("eks"); at != source.npos; at = source.find("eks", at + 1))
    if ((at == 0 || !is_letter(source[at - 1])) && (at + 3 == source.size() || !is_letter(source[at + 3]))) return true;
  return false;
}

void add_terraform_versions(const subject::TerraformText& text, std::vector<KubernetesVersion>& said) {
  const auto add = [&](const subject::TerraformItem* version, const subject::TerraformItem& owner) {
    if (!version || !version->is_text) return;
    const subject::TerraformItem* policy = owner.find("upgrade_policy");
    said.push_back({version->text, version->where, policy && (*policy)["support_type"] == "STANDARD"});
  };
  for (const subject::TerraformItem* cluster : text.resources("aws_eks_cluster"))
    add(cluster->find("version"), *cluster);
  for (const subject::TerraformItem* module : text.blocks("module")) {
    const bool is_own = (*module)["source"] == "terraform-aws-modules/eks/aws";
    if (!is_of_eks((*module)["source"])) continue;
    for (const std::string_view name : {"cluster_version", "kubernetes_version"})
      if (is_own || is_version((*module)[name])) add(module->find(name), *module);
  }
}

/// Names that scripts give the version of the cluster; KUBERNETES_VERSION and K8S_VERSION are those of `init --from`.
bool names_version(std::string_view name) {
  static constexpr std::string_view kNames[] = {"K8S_VERSION", "KUBERNETES_VERSION", "EKS_VERSION",
                                                "EKS_CLUSTER_VERSION", "EKS_K8S_VERSION"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

/// The files whose variables speak of Kubernetes: only there a CLUSTER_VERSION is not that of a database.
std::set<const SourceText*> files_of_kubernetes(const Subject& subject) {
  std::set<const SourceText*> out;
  for (const subject::Variable& variable : subject.variables())
    for (const std::string_view word : {"EKS", "K8S", "KUBE"})
      if (variable.name.find(word) != std::string::npos) out.insert(variable.where.source);
  return out;
}

}  // namespace

std::vector<KubernetesVersion> kubernetes_versions(const Subject& subject) {
  std::vector<KubernetesVersion> said;
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster"))
      if (const Node& version = (*cluster)["version"]; version.is_scalar() && !version.is_null())
        said.push_back({version.text(), version.where(),
                        at(*cluster->values, {"upgrade_policy", "support_type"}).text() == "STANDARD"});
  for (const subject::TerraformText& text : subject.configurations()) add_terraform_versions(text, said);
  if (const spec::Platform* platform = subject.platform())
    said.push_back({platform->cluster.version.value,
                    platform->cluster.version.where ? platform->cluster.version.where : platform->cluster.where});
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io"))
    if (const Node& version = (*config->node)["metadata"]["version"]; version.is_scalar() && !version.is_null())
      said.push_back({version.text(), version.where()});
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (command.starts_with({"aws", "eks", "create-cluster"}) || command.starts_with({"eksctl", "create", "cluster"}))
        for (const std::string_view flag : {"--kubernetes-version", "--version"})
          if (const subject::Word* version = command.flag(flag)) said.push_back({version->text, version->where});
  const auto files = files_of_kubernetes(subject);
  for (const subject::Variable& variable : subject.variables())
    if ((names_version(variable.name) ||
         (variable.name == "CLUSTER_VERSION" && files.contains(variable.where.source))) &&
        is_version(variable.value))
      said.push_back({variable.value, variable.value_where ? variable.value_where : variable.where});
  return said;
}

namespace {

struct SaidVersions {
  explicit SaidVersions(const Subject& subject) : all(kubernetes_versions(subject)) {}
  std::vector<KubernetesVersion> all;
};

}  // namespace

std::optional<std::string> stated_kubernetes_for(const Subject& subject, const SourceRange& where) {
  const std::vector<KubernetesVersion>& said = subject.derived<SaidVersions>().all;
  const auto is_plain = [](const KubernetesVersion& one) { return is_version(one.version); };
  auto found = std::ranges::find_if(
      said, [&](const KubernetesVersion& one) { return is_plain(one) && one.where.source == where.source; });
  if (found == said.end()) found = std::ranges::find_if(said, is_plain);
  if (found != said.end()) return std::string(found->version);
  if (subject.context().is_stated) return subject.context().kubernetes;
  return std::nullopt;
}

std::string kubernetes_for(const Subject& subject, const SourceRange& where) {
  return stated_kubernetes_for(subject, where).value_or(subject.context().kubernetes);
}

}  // namespace slipway::rules
