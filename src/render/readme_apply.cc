#include <fmt/core.h>

#include <algorithm>

#include "base/shell_word.h"
#include "render/readme.h"

namespace slipway::render {

namespace {

bool has_kind(const Step& step, std::string_view kind) {
  return std::ranges::any_of(step.objects, [&](const auto* object) { return object->root()["kind"].text() == kind; });
}

bool is_argo_cd(const Step& step) { return step.release && step.release->chart == "argo-cd"; }

/// What must be ready before the next step; a command each.
std::string waits(const Step& step) {
  struct Wait {
    std::string_view kind, command;
  };
  constexpr Wait kWaits[] = {
      {"CustomResourceDefinition",
       "kubectl wait customresourcedefinitions --all --for=condition=Established --timeout=2m"},
      {"EC2NodeClass", "kubectl wait ec2nodeclasses.karpenter.k8s.aws --all --for=condition=Ready --timeout=5m"},
      {"NodeClass", "kubectl wait nodeclasses.eks.amazonaws.com --all --for=condition=Ready --timeout=5m"},
      {"ExternalSecret", "kubectl wait externalsecrets --all --all-namespaces --for=condition=Ready --timeout=5m"},
      {"ResourceGraphDefinition",
       "kubectl wait resourcegraphdefinitions --all --for=jsonpath='{.status.state}'=Active --timeout=5m"},
  };
  std::string text;
  for (const auto& [kind, command] : kWaits)
    if (has_kind(step, kind)) text += std::string(command) + '\n';
  return text;
}

std::string chart_reference(const platform::Release& release) {
  std::string_view repository = release.repository;
  while (repository.ends_with('/')) repository.remove_suffix(1);
  if (repository.starts_with("oci://")) return shell_word(std::string(repository) + "/" + release.chart);
  if (repository.empty()) return shell_word(release.chart);
  return shell_word(release.chart) + " --repo " + shell_word(repository);
}

std::string install(const Delivered& in, const Step& step) {
  const auto& release = *step.release;
  std::string text = "helm upgrade --install " + shell_word(release.name) + " " + chart_reference(release);
  if (!release.version.empty()) text += " --version " + shell_word(release.version);
  text += " \\\n  --namespace " + shell_word(release.namespace_);
  if (makes_namespace(in.graph, release)) text += " --create-namespace";
  text += " --values " + shell_word(applied_folder(in) + "/charts/" + step.name + "/values.yaml");
  if (release.skip_crds) text += " --skip-crds";
  return text + " --wait --timeout 15m\n";
}

std::string apply_objects(const Delivered& in, const Step& step) {
  return "kubectl apply --server-side --field-manager=slipway -f " + applied_folder(in) + "/" + step.name + '\n' +
         waits(step);
}

/// What the commands below call, beside Terraform.
std::string programs(const Delivered& in) {
  const auto delivery = in.options.delivery;
  const bool by_chart = std::ranges::any_of(in.steps, [&](const Step& step) {
    return step.release && (delivery == Delivery::Helm || (delivery == Delivery::ArgoCd && is_argo_cd(step)));
  });
  std::vector<std::string> names = {"the AWS CLI", "kubectl"};
  if (by_chart) names.emplace_back("Helm 3.14 or later");
  if (delivery == Delivery::ArgoCd) names.emplace_back("the argocd CLI (logged in, to take it all down)");
  if (delivery == Delivery::Flux) names.emplace_back("the flux CLI");
  if (in.is_open && delivery == Delivery::Helm) names.emplace_back("envsubst (of gettext)");
  if (!in.graph.of_type("aws_ecr_repository").empty()) names.emplace_back("docker");
  names.emplace_back("jq");
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 < names.size() ? ", " : " and ") + names[i];
  return text;
}

std::string terraform(const Delivered& in) {
  const auto& setting = in.graph.setting;
  const auto account = setting.account_id.empty() ? "" : fmt::format(" of account {}", setting.account_id);
  std::string text = fmt::format(
      "## 1. AWS\nWith credentials{}, Terraform or OpenTofu 1.10 or later, {}. Where the state is to be kept in S3, "
      "copy `terraform/backend.tf.example` to `terraform/backend.tf` first.\n"
      "```sh\nterraform -chdir=terraform init\nterraform -chdir=terraform plan -out=platform.tfplan\n"
      "terraform -chdir=terraform apply platform.tfplan\n"
      "aws eks update-kubeconfig --region {} --name {}\nkubectl get nodes\n```\n",
      account, programs(in), shell_word(setting.region), shell_word(setting.cluster));
  const auto clusters = in.graph.of_type("aws_eks_cluster");
  const auto* is_public =
      clusters.empty() ? nullptr : (*clusters.front())["vpc_config"]["endpoint_public_access"].boolean();
  if (is_public && !*is_public)
    text += "The API server has no public address: kubectl and Helm work from within the VPC, or through a VPN.\n";
  return text + '\n' + readme_certificates(in.graph) + readme_images(in.graph);
}

/// Terraform's output as a text of jq's choice.
std::string outputs_as(std::string_view filter) {
  return "terraform -chdir=terraform output -json kubernetes | jq -r '" + std::string(filter) + "'";
}

std::string fill_in() {
  return "## 2. Fill in\nIds, ARNs and addresses that only AWS knows stand as `${aws_…}` in `kubernetes/`. Terraform's "
         "output `kubernetes` has them all. Either render again with them:\n"
         "```sh\nterraform -chdir=terraform output -json > outputs.json\n"
         "slipway render PLATFORM.yaml -o . --outputs outputs.json    # then apply from kubernetes/, not filled/\n```\n"
         "or fill in a copy, which need not be in Git; `envsubst` gets the names, so that any other `${…}` stays:\n"
         "```sh\nnames=$(" +
         outputs_as("keys[] | \"${\" + . + \"}\"") + ")\nset -a; eval \"$(" +
         outputs_as("to_entries[] | \"\\(.key)=\\(.value | tostring | @sh)\"") +
         ")\"; set +a\n"
         "(cd kubernetes && find . -name '*.yaml') | while read -r file; do\n"
         "  mkdir -p \"filled/${file%/*}\" && envsubst \"$names\" < \"kubernetes/$file\" > \"filled/$file\"\n"
         "done\n```\n\n";
}

std::string by_helm(const Delivered& in) {
  std::string text = in.is_open ? fill_in() : "";
  text += std::string("## ") + (in.is_open ? "3" : "2") +
          ". The cluster\nStep by step; each line needs those above it, and may be run again.\n```sh\n";
  const Step* on_demand = nullptr;
  for (const auto& step : in.steps) {
    if (step.part == Part::OnDemand)
      on_demand = &step;
    else
      text += step.release ? install(in, step) : apply_objects(in, step);
  }
  text += "```\n";
  if (on_demand)
    text += fmt::format("What is in `{0}/{1}` has no name of its own: `kubectl create -f {0}/{1}` makes each anew.\n",
                        applied_folder(in), on_demand->name);
  return text +
         "\nTo see that all is well: `helm list --all-namespaces`, `kubectl get pods --all-namespaces`, "
         "`kubectl get nodes`.\n\n";
}

/// Argo CD is one of the charts: its first release is by hand, from then on it keeps itself.
std::string argo_cd_itself(const Delivered& in) {
  for (const auto& step : in.steps) {
    if (!is_argo_cd(step)) continue;
    std::string text = "Argo CD comes from a chart that is among those it will keep: install it once.\n```sh\n";
    for (const auto& first : in.steps)
      if (first.part == Part::Namespaces)
        text += "kubectl apply --server-side --field-manager=slipway -f kubernetes/" + first.name + '\n';
    return text + install(in, step) + "```\n";
  }
  if (has_argo_cd_capability(in.graph))
    return "AWS runs Argo CD: register the cluster with it under the name `" + in.graph.setting.cluster +
           "`, and let it read the repository.\n";
  return "Argo CD must be in namespace `argocd`, and be allowed to read the repository.\n";
}

std::string by_argo_cd(const Delivered& in) {
  std::string text;
  if (in.is_open)
    text +=
        "## 2. Fill in\nIds, ARNs and addresses that only AWS knows stand as `${aws_…}` in `kubernetes/`, and "
        "Argo CD fills in nothing: render again with what Terraform knows now, and commit.\n```sh\n"
        "terraform -chdir=terraform output -json > outputs.json\n"
        "slipway render PLATFORM.yaml -o . --delivery argocd --outputs outputs.json    # and your --git-… flags\n"
        "```\n\n";
  text += std::string("## ") + (in.is_open ? "3" : "2") + ". The cluster\n" + argo_cd_itself(in) +
          fmt::format(
              "Then, with this tree in `{}`, branch `{}`{}:\n```sh\nkubectl apply --server-side "
              "--field-manager=slipway -f kubernetes/argocd/root.yaml\n"
              "kubectl get applications --namespace argocd --watch\n```\n",
              in.options.git.url, in.options.git.revision,
              in.options.git.path.empty() ? "" : ", folder `" + path_in_git(in.options.git, "") + "`");
  return text +
         "Applications come in sync waves. Argo CD lets a wave wait for the one before only if it judges the health of "
         "Applications; its ConfigMap `argocd-cm` says so by the key "
         "`resource.customizations.health.argoproj.io_Application`"
         ". Without it nothing breaks: what comes too early is tried again.\n\n";
}

std::string by_flux(const Delivered& in) {
  std::string text =
      "## 2. The cluster\nFlux must be in the cluster (`flux install`, or `flux bootstrap`), and be allowed "
      "to read the repository.\n```sh\n";
  if (in.is_open)
    text += outputs_as("to_entries[] | \"\\(.key)=\\(.value)\"") +
            " > outputs.env\n"
            "kubectl create configmap " +
            std::string(kFluxOutputs) +
            " --namespace flux-system --from-env-file=outputs.env --dry-run=client -o yaml \\\n"
            "  | kubectl apply --server-side --field-manager=slipway -f -\n";
  text +=
      "kubectl apply --server-side --field-manager=slipway -f kubernetes/flux\nkubectl get kustomizations --namespace "
      "flux-system --watch\n```\n";
  if (in.is_open)
    text +=
        "Ids, ARNs and addresses that only AWS knows stand as `${aws_…}` in `kubernetes/`; Flux fills them in from "
        "that ConfigMap: make it again after each `terraform apply`. Any other `${…}` is written `$${…}`, which Flux "
        "reads as the first. `${quote}` keeps a text a text when all of it is filled in.\n";
  return text + "\n";
}

std::string changes(const Delivered& in) {
  std::string text =
      "## Changes, and back\n- Change platform.yaml, render with the same flags, look at `git diff`, run the same "
      "commands. "
      "Back: `git revert`, and the same again.\n";
  if (in.options.delivery == Delivery::Helm) {
    text +=
        "- An object or chart that has gone from the tree stays in the cluster until somebody deletes it: `git diff "
        "--diff-filter=D --name-only HEAD~1 -- kubernetes` lists the files, `git show HEAD~1:FILE | kubectl delete -f "
        "-` deletes what one of them held, `helm uninstall` a chart. A chart is put back by `helm rollback RELEASE`.\n";
    text +=
        "- Helm brings a chart's CustomResourceDefinitions once and never changes them. After a new version: `helm "
        "show crds CHART --version VERSION | kubectl apply --server-side --force-conflicts -f -`, with CHART as "
        "above.\n";
  }
  return text +
         "- A new Kubernetes version is one minor at a time: control plane and add-ons by Terraform, then nodes.\n\n";
}

}  // namespace

std::string readme_apply(const Delivered& delivered) {
  std::string text = terraform(delivered);
  switch (delivered.options.delivery) {
    case Delivery::Helm:
      text += by_helm(delivered);
      break;
    case Delivery::ArgoCd:
      text += by_argo_cd(delivered);
      break;
    case Delivery::Flux:
      text += by_flux(delivered);
      break;
  }
  return text + readme_addresses(delivered.graph) + changes(delivered);
}

}  // namespace slipway::render
