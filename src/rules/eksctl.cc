#include <fmt/core.h>

#include <algorithm>

#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

template <class Check>
void each_managed_group(const Subject& subject, Check check) {
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io"))
    for (const doc::Node& group : (*config->node)["managedNodeGroups"].items()) check(group);
}

void check_template(const Subject& subject, Findings& findings) {
  static constexpr std::string_view kFields[] = {"instanceType",
                                                 "ami",
                                                 "volumeSize",
                                                 "preBootstrapCommands",
                                                 "overrideBootstrapCommand",
                                                 "instanceName",
                                                 "instancePrefix",
                                                 "maxPodsPerNode",
                                                 "disablePodIMDS",
                                                 "placement",
                                                 "securityGroups",
                                                 "ssh"};
  each_managed_group(subject, [&](const doc::Node& group) {
    if (group["launchTemplate"].is_null()) return;
    for (const std::string_view field : kFields)
      if (group.find(field))
        findings.say(key_place(group, field), fmt::format("{} beside launchTemplate", field),
                     fmt::format("managed node group {}", text_of(group["name"])));
  });
}

void check_labels(const Subject& subject, Findings& findings) {
  each_managed_group(subject, [&](const doc::Node& group) {
    for (const doc::Member& label : group["labels"].members()) {
      const std::string_view key = label.key.text();
      const std::string_view domain = key.substr(0, key.find('/'));
      if (key.find('/') == std::string_view::npos) continue;
      if (domain == "eks.amazonaws.com" || domain.ends_with(".eks.amazonaws.com"))
        findings.say(label.key.where(), fmt::format("the label {} is reserved", key),
                     "EKS refuses labels of eks.amazonaws.com on node groups");
    }
  });
}

constexpr Rule kRules[] = {
    {"EKC001", "X-001-17", Severity::Error, "eksctl fields that a launch template takes over",
     "eksctl refuses a managed node group that has them beside launchTemplate.",
     "move it into the launch template, or leave the launch template out",
     "eksctl at 99984ad, pkg/apis/eksctl.io/v1alpha5/validation.go, validateManagedNodeGroup", check_template},
    {"EKC002", "X-001-18", Severity::Error, "a label that EKS keeps for itself on a node group",
     "CreateNodegroup refuses labels of the domain eks.amazonaws.com.", "use a prefix of your own",
     "EKS API reference, CreateNodegroup (labels); kubelet's own labels", check_labels},
};

}  // namespace

std::span<const Rule> eksctl_rules() { return kRules; }

}  // namespace slipway::rules
