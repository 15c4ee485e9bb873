#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "catalog/component_versions.h"
#include "doc/json.h"
#include "kube/version.h"
#include "rules/plans/accounts.h"
#include "rules/plans/plan.h"
#include "rules/plans/policy.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

/// An add-on wherever one is asked for: of a plan, of Terraform text, by the AWS command line.
struct AddonSaid {
  std::string_view name;
  SourceRange where;       // of the whole
  SourceRange name_where;  // of its name
  std::string configuration;
  SourceRange configuration_where;
  bool is_json = true;  // of the configuration: else Terraform's own expression
  bool has_role = false;
};

void add_planned(const Plan& plan, std::vector<AddonSaid>& all) {
  for (const PlannedResource* addon : plan.of("aws_eks_addon")) {
    const Node& name = (*addon)["addon_name"];
    const Node& configuration = (*addon)["configuration_values"];
    all.push_back({.name = name.text(),
                   .where = addon->where(),
                   .name_where = name.where(),
                   .configuration = std::string(configuration.text()),
                   .configuration_where = configuration.where(),
                   .has_role = !(*addon)["service_account_role_arn"].is_absent() ||
                               !(*addon->expressions)["service_account_role_arn"].is_absent() ||
                               (*addon)["pod_identity_association"].size() > 0 ||
                               !(*addon->expressions)["pod_identity_association"].is_absent()});
  }
}

void add_written(const subject::TerraformText& text, std::vector<AddonSaid>& all) {
  for (const subject::TerraformItem* addon : text.resources("aws_eks_addon")) {
    const subject::TerraformItem* name = addon->find("addon_name");
    if (!name || !name->is_text) continue;
    const subject::TerraformItem* configuration = addon->find("configuration_values");
    all.push_back({.name = name->text,
                   .where = addon->where,
                   .name_where = name->where,
                   .configuration = configuration ? configuration->text : "",
                   .configuration_where = configuration ? configuration->value_where : SourceRange(),
                   .is_json = false,
                   .has_role = addon->find("service_account_role_arn") || addon->find("pod_identity_association")});
  }
  for (const subject::TerraformItem* module : text.blocks("module"))
    for (const std::string_view argument : {"cluster_addons", "addons"})
      if (const subject::TerraformItem* addons = module->find(argument);
          addons && (*module)["source"] == "terraform-aws-modules/eks/aws")
        for (const subject::TerraformItem& addon : addons->items)
          all.push_back({.name = addon.name,
                         .where = addon.where,
                         .name_where = addon.where,
                         .configuration = {},
                         .configuration_where = {},
                         .is_json = false,
                         .has_role = addon.find("service_account_role_arn") || addon.find("pod_identity_association")});
}

void add_commanded(const subject::Script& script, std::vector<AddonSaid>& all) {
  for (const subject::ShellCommand& command : script.commands) {
    if (!command.starts_with({"aws", "eks", "create-addon"}) && !command.starts_with({"aws", "eks", "update-addon"}))
      continue;
    const subject::Word* name = command.flag("--addon-name");
    if (!name) continue;
    const subject::Word* configuration = command.flag("--configuration-values");
    all.push_back(
        {.name = name->text,
         .where = name->where,
         .name_where = name->where,
         .configuration = configuration ? configuration->text : "",
         .configuration_where = configuration ? configuration->where : SourceRange(),
         .has_role = command.flag("--service-account-role-arn") || command.flag("--pod-identity-associations")});
  }
}

std::vector<AddonSaid> addons(const Subject& subject) {
  std::vector<AddonSaid> all;
  for (const Plan& plan : plans(subject)) add_planned(plan, all);
  for (const subject::TerraformText& text : subject.configurations()) add_written(text, all);
  for (const subject::Script& script : subject.scripts()) add_commanded(script, all);
  return all;
}

/// EKS capabilities that people take for add-ons.
struct Capability {
  std::string_view word, type;
};
constexpr auto kCapabilities =
    std::to_array<Capability>({{"ack", "ACK"}, {"argo-cd", "ARGOCD"}, {"argocd", "ARGOCD"}, {"kro", "KRO"}});

/// Add-ons of EKS of which the catalogue has no version (SageMaker AI and EKS docs, 2026).
constexpr std::string_view kFurther[] = {
    "amazon-sagemaker-hyperpod-inference", "amazon-sagemaker-hyperpod-observability",
    "amazon-sagemaker-hyperpod-training-operator", "amazon-sagemaker-spaces", "aws-secrets-store-csi-driver-provider"};

void check_names(const Subject& subject, Findings& findings) {
  for (const AddonSaid& addon : addons(subject)) {
    // Marketplace add-ons are named vendor_product.
    if (addon.name.empty() || catalog::find_addon(addon.name) || addon.name.find('_') != std::string_view::npos)
      continue;
    if (std::ranges::find(kFurther, addon.name) != std::end(kFurther)) continue;
    const std::string_view word = addon.name.starts_with("ack-") ? addon.name.substr(0, 3) : addon.name;
    const auto capability = std::ranges::find(kCapabilities, word, &Capability::word);
    if (capability != kCapabilities.end()) {
      findings.say(addon.name_where,
                   fmt::format("there is no add-on {}: it is the EKS capability {}", addon.name, capability->type), {},
                   fmt::format("aws_eks_capability with type = \"{}\", or its chart", capability->type));
    } else if (catalog::find_chart(addon.name)) {
      findings.say(addon.name_where, fmt::format("there is no add-on {}: it is a chart", addon.name), {},
                   "install it with Helm");
    } else if (const auto meant = catalog::component_like(catalog::ComponentKind::Addon, addon.name)) {
      findings.say(addon.name_where, fmt::format("there is no add-on {}: did you mean {}?", addon.name, *meant));
    }
  }
}

void check_rights(const Subject& subject, Findings& findings) {
  std::map<const DriverAccount*, bool> bound;  // each driver is looked for once
  for (const AddonSaid& addon : addons(subject)) {
    const DriverAccount* driver = find_driver_account(addon.name);
    if (!driver || addon.has_role) continue;
    const auto [known, is_new] = bound.emplace(driver, false);
    if (is_new) known->second = is_bound(subject, driver->service_account);
    if (known->second) continue;
    findings.say(addon.where,
                 fmt::format("add-on {} has no IAM role: its account {} needs {}", addon.name, driver->service_account,
                             driver->policy.empty() ? "rights to its buckets" : driver->policy));
  }
}

/// Keys of `containerInsights` and `applicationSignals` in the add-on's configuration (chart
/// amazon-cloudwatch-observability 6.4.0).
constexpr std::string_view kPipeline[] = {"enabled", "targetAgent"};

/// The place of a word inside of a text that may run over several lines of its file.
SourceRange place_of(std::string_view word, const SourceRange& text) {
  if (!text.source) return text;
  for (int line = text.line, seen = 0; seen < 1'000; ++line, ++seen) {
    const std::string_view content = text.source->line(line);
    if (const std::size_t at = content.find(word);
        at != std::string_view::npos && (line > text.line || static_cast<int>(at) + 1 >= text.column))
      return {text.source, line, static_cast<int>(at) + 1, static_cast<int>(word.size())};
    if (text.source->line(line + 1).data() == nullptr) break;
  }
  return text;
}

doc::Document json_of(const std::string& text) {
  Diagnostics ignored;
  doc::Document document = doc::read_json(std::make_shared<const SourceText>("configuration", text), ignored);
  return document;
}

void check_configuration(const Subject& subject, Findings& findings) {
  const bool is_old = subject.context().fact("addon-version") == "old";
  for (const AddonSaid& addon : addons(subject)) {
    if (is_old && addon.name == "amazon-cloudwatch-observability" &&
        addon.configuration.find("containerInsights") != std::string::npos)
      findings.say(place_of("containerInsights", addon.configuration_where),
                   "versions before chart 6 know no containerInsights: the configuration is refused");
    if (addon.configuration.empty() || !addon.is_json) continue;
    const doc::Document document = json_of(addon.configuration);
    if (addon.name == "amazon-cloudwatch-observability") {
      // A key of no version, wherever people put it.
      if (document.root().find("customMetrics"))
        findings.say(place_of("customMetrics", addon.configuration_where),
                     fmt::format("the configuration of {} knows no customMetrics", addon.name));
      for (const std::string_view part : {"containerInsights", "applicationSignals"})
        for (const doc::Member& key : document.root()[part].members())
          if (std::ranges::find(kPipeline, key.key.text()) == std::end(kPipeline))
            findings.say(place_of(key.key.text(), addon.configuration_where),
                         fmt::format("the configuration of {} knows no {}.{}", addon.name, part, key.key.text()));
    } else if (addon.name == "vpc-cni") {
      const auto refuse = [&](std::string_view key, const Node& value) {
        if (!value.is_absent() && !value.is_string())
          findings.say(place_of(key.substr(key.rfind('.') + 1), addon.configuration_where),
                       fmt::format("the configuration of vpc-cni takes {} as a text: \"{}\"", key, value.text()));
      };
      refuse("enableNetworkPolicy", document.root()["enableNetworkPolicy"]);
      for (const doc::Member& variable : document.root()["env"].members())
        refuse("env." + std::string(variable.key.text()), variable.value);
    }
  }
}

void check_network_policies(const Subject& subject, Findings& findings) {
  const auto policies = subject.of_kind("NetworkPolicy", "networking.k8s.io");
  if (policies.empty() || subject.release("cilium") || subject.release("tigera-operator")) return;
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* addon : plan.of("aws_eks_addon")) {
      if ((*addon)["addon_name"].text() != "vpc-cni") continue;
      const Node& text = (*addon)["configuration_values"];
      if (text.is_absent() && !Plan::references(*addon, {"configuration_values"}).empty()) continue;
      const doc::Document configuration = subject::embedded(text);
      if (is_on(configuration.root()["enableNetworkPolicy"])) continue;
      findings.say(
          place(*addon, text),
          fmt::format("{} NetworkPolic{} and nothing that enforces {}: enableNetworkPolicy is off", policies.size(),
                      policies.size() == 1 ? "y" : "ies", policies.size() == 1 ? "it" : "them"));
    }
}

void check_resolve_conflicts(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    for (const PlannedResource* addon : plan.of("aws_eks_addon"))
      if (const Node& value = (*addon)["resolve_conflicts"]; !value.is_absent())
        findings.say(value.where(), value.text() == "OVERWRITE"
                                        ? "version 6 of the AWS provider refuses resolve_conflicts; here every update "
                                          "also undoes changes made by hand"
                                        : "version 6 of the AWS provider refuses resolve_conflicts");
  }
}

void check_order(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const PlannedResource* said = nullptr;
    for (const PlannedResource* addon : plan.of("aws_eks_addon")) {
      const std::string_view name = (*addon)["addon_name"].text();
      if (name != "vpc-cni") continue;
      const Node& depends_on = plan.configured(*addon)["depends_on"];
      const bool waits = std::ranges::any_of(depends_on.items(), [](const Node& each) {
        return each.text().find("aws_eks_node_group.") != std::string_view::npos ||
               each.text().find("aws_autoscaling_group.") != std::string_view::npos;
      });
      if (!waits || (said && without_indexes(said->address) == without_indexes(addon->address))) continue;
      said = addon;
      findings.say(depends_on.where(), fmt::format("{} waits for nodes, and nodes are Ready only with it", name));
    }
  }
}

void check_pinned(const Subject& subject, Findings& findings) {
  constexpr std::string_view kMessage = "the newest version on the day of each apply: plans change by themselves";
  for (const Plan& plan : plans(subject))
    for (const subject::ModuleCall& call : plan.module_calls())
      for (const std::string_view argument : {"cluster_addons", "addons"}) {
        bool is_said = false;
        for (const doc::Member& addon : (*call.expressions)[argument]["constant_value"].members())
          if (const Node& newest = addon.value["most_recent"]; is_on(newest) && !is_said) {
            findings.say(newest.where(), std::string(kMessage));
            is_said = true;
          }
      }
  for (const Plan& plan : plans(subject))
    for (const PlannedResource& resource : plan.resources())
      if (resource.type == "aws_eks_addon_version" && is_on(resource["most_recent"]))
        findings.say(resource["most_recent"].where(), std::string(kMessage));
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem& item : text.items)
      if (item.is("data", "aws_eks_addon_version"))
        if (const subject::TerraformItem* newest = item.find("most_recent"); newest && newest->text == "true")
          findings.say(newest->where, std::string(kMessage));
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* module : text.blocks("module"))
      for (const std::string_view argument : {"cluster_addons", "addons"})
        if (const subject::TerraformItem* all = module->find(argument))
          for (const subject::TerraformItem& addon : all->items)
            if (const subject::TerraformItem* newest = addon.find("most_recent"); newest && newest->text == "true")
              findings.say(newest->where, std::string(kMessage));
}

void check_s3_version(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* addon : plan.of("aws_eks_addon")) {
      if ((*addon)["addon_name"].text() != "aws-mountpoint-s3-csi-driver") continue;
      const Node& version = (*addon)["addon_version"];
      const bool is_first = version.text().starts_with("v1.") || version.text().starts_with("1.");
      const bool is_associated = std::ranges::any_of(
          plan.of("aws_eks_pod_identity_association"),
          [](const PlannedResource* each) { return (*each)["service_account"].text() == "s3-csi-driver-sa"; });
      if (is_first && (is_associated || !blocks(*addon->values, "pod_identity_association").empty()))
        findings.say(
            version.where(),
            fmt::format("{} of the S3 driver knows no Pod Identity: it takes IRSA or the node's role", version.text()));
    }
}

void check_storage_driver(const Subject& subject, Findings& findings) {
  const auto classes = subject.of_kind("StorageClass");
  const auto uses_ebs = [](const kube::Object* each) {
    return (*each->node)["provisioner"].text() == "ebs.csi.aws.com";
  };
  const bool is_wanted = std::ranges::any_of(classes, uses_ebs);
  const bool is_there =
      subject.release("aws-ebs-csi-driver") ||
      std::ranges::any_of(addons(subject), [](const AddonSaid& addon) { return addon.name == "aws-ebs-csi-driver"; });
  for (const Plan& plan : plans(subject)) {
    // Where a plan installs add-ons, a driver that is not among them is not there.
    const auto all = plan.of("aws_eks_addon");
    if (is_wanted && !is_there && !all.empty()) {
      const Node& configured = plan.configured(*all.front());
      findings.say(
          configured.is_absent() ? all.front()->where() : configured["address"].where(),
          "a StorageClass of ebs.csi.aws.com, and its driver is not among the add-ons: volumes are never made");
    }
    for (const Role& role : roles(plan)) {
      std::vector<SourceRange> places;
      for (const Role::Inline& policy : role.policies)
        if (policy.document.grants("ec2:CreateVolume") && policy.document.grants("ec2:AttachVolume"))
          places.push_back(policy.resource->where());
      for (const Role::Managed& managed : role.managed)
        if (managed.arn->text().find("AmazonEBSCSIDriverPolicy") != std::string_view::npos)
          places.push_back(managed.arn->where());
      if (places.empty()) continue;
      const bool is_of_nodes = std::ranges::any_of(plan.of("aws_eks_node_group"), [&](const PlannedResource* group) {
        const std::string_view arn = (*group)["node_role_arn"].text();
        if (!role.name.empty() && arn.ends_with("/" + role.name)) return true;
        const auto linked = plan.linked(*group, {"node_role_arn"});
        return role.resource && std::ranges::find(linked, role.resource) != linked.end();
      });
      if (!is_of_nodes) continue;
      for (const SourceRange& where : places)
        findings.say(where,
                     fmt::format("node role {} may make and attach volumes: every pod on its nodes may", role.name), {},
                     "bind AmazonEBSCSIDriverPolicyV2 to ebs-csi-controller-sa by Pod Identity");
    }
  }
}

const Rule kRules[] = {
    {"ADDON001", "X-004-93", Severity::Error, "an add-on that is none",
     "CreateAddon refuses names that EKS does not know. ACK, kro and Argo CD are EKS capabilities: another API, run by "
     "AWS, each with a role of its own.",
     "see `aws eks describe-addon-versions --region <region>`",
     "EKS API CreateCapability, CapabilityType; catalog/data/component_versions.csv", check_names},
    {"ADDON002", "X-003-11 X-004-70", Severity::Warning, "an add-on without the IAM role that it needs",
     "The add-on is installed and its pods run; then every call to AWS is denied: volumes are not made, metrics do not "
     "arrive. "
     "The node's role helps only where pods reach it and it has the rights, which then every pod has.",
     "a pod_identity_association (or service_account_role_arn) with a role that has them",
     "EKS user guide, add-ons that need IAM permissions", check_rights},
    {"ADDON003", "X-004-66", Severity::Error, "a configuration that the add-on refuses",
     "EKS holds the configuration of an add-on against its JSON schema; CreateAddon fails on what is not in it.",
     "see `aws eks describe-addon-configuration --region <region>`",
     "aws-observability helm-charts 6.4.0 values; amazon-vpc-cni-k8s add-on schema", check_configuration},
    {"ADDON004", "X-000-11", Severity::Warning, "network policies that nobody enforces",
     "The VPC CNI takes NetworkPolicy objects into account only with its agent switched on. Without it they are "
     "accepted, and all traffic flows.",
     "configuration_values = jsonencode({ enableNetworkPolicy = \"true\" })", "EKS user guide, cni-network-policy",
     check_network_policies},
    {"ADDON005", "X-003-13", Severity::Warning, "resolve_conflicts, which is gone",
     "Version 6 of the AWS provider has resolve_conflicts_on_create and resolve_conflicts_on_update. The old argument "
     "meant both.",
     "resolve_conflicts_on_create = \"OVERWRITE\" and resolve_conflicts_on_update = \"PRESERVE\"",
     "terraform-provider-aws issue 31292, pull request 42318", check_resolve_conflicts},
    {"ADDON006", "X-003-14", Severity::Warning, "nodes and their network wait for one another",
     "A node is Ready once its CNI runs, and a node group is made once its nodes are Ready. An add-on that waits for "
     "the group "
     "never comes where EKS does not bring one by itself.",
     "vpc-cni, kube-proxy and the Pod Identity agent before the node groups; CoreDNS and drivers after",
     "terraform-aws-eks docs/UPGRADE-21.0.md, before_compute", check_order},
    {"ADDON007", "X-004-110", Severity::Warning, "add-ons in whatever version is newest",
     "most_recent asks AWS at each plan. The same configuration gives another cluster tomorrow, and an upgrade comes "
     "with an unrelated change.",
     "addon_version = \"…\"", "terraform-aws-eks README, add-ons", check_pinned},
    {"ADDON008", "X-001-38", Severity::Warning, "the S3 driver before Pod Identity",
     "Mountpoint's CSI driver takes credentials from Pod Identity from version 2 on. Before, an association of its "
     "account does nothing.",
     "version 2 or later", "awslabs/mountpoint-s3-csi-driver README, docs/CONFIGURATION.md", check_s3_version},
    {"ADDON009", "X-003-11", Severity::Warning, "volumes without their driver, or by the node's role",
     "The in-tree EBS plugin is gone from Kubernetes: without the driver claims stay Pending. With its rights on the "
     "node role, "
     "every pod that reaches the metadata service has them.",
     "the add-on aws-ebs-csi-driver, with AmazonEBSCSIDriverPolicyV2 bound to ebs-csi-controller-sa",
     "EKS user guide, ebs-csi", check_storage_driver},
};

}  // namespace

std::span<const Rule> addon_rules() { return kRules; }

}  // namespace slipway::rules
