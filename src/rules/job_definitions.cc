#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// AWS's groups that something on a cluster does serve, and all below them: Karpenter of HyperPod, EKS Anywhere.
bool is_served(std::string_view group) {
  static constexpr std::string_view kServed[] = {
      "eks.amazonaws.com", "vpcresources.k8s.aws",    "crd.k8s.amazonaws.com",   "networking.k8s.aws",
      "elbv2.k8s.aws",     "sagemaker.amazonaws.com", "sagemaker.aws.amazon.com"};
  return std::ranges::any_of(kServed, [&](std::string_view served) {
    return group.ends_with(served) && (group.size() == served.size() || group[group.size() - served.size() - 1] == '.');
  });
}

void check_kind(const Subject& subject, Findings& findings) {
  std::set<std::string_view> defined;  // groups of definitions that are here
  for (const kube::Object* one : subject.of_kind("CustomResourceDefinition"))
    defined.insert(text_of((*one->node)["spec"]["group"]));
  for (const kube::Object& object : subject.objects()) {
    const std::string_view group = object.group();
    if ((group.ends_with(".amazon.com") || group.ends_with(".amazonaws.com")) && !is_served(group) &&
        !defined.contains(group))
      findings.say((*object.node)["apiVersion"].where(),
                   fmt::format("nothing on a cluster knows {} of {}", object.kind, object.api_version),
                   "no controller or CustomResourceDefinition of AWS has this group");
  }
}

template <class Check>
void each_definition(const Subject& subject, Check check) {
  for (const kube::Object* object : subject.of_kind("JobDefinition")) check((*object->node)["spec"]);
}

void check_capabilities(const Subject& subject, Findings& findings) {
  each_definition(subject, [&](const doc::Node& spec) {
    for (const doc::Node& one : spec["platformCapabilities"].items())
      if (text_of(one) != "EC2" && text_of(one) != "FARGATE")
        findings.say(one.where(), fmt::format("'{}' is no platform capability", text_of(one)),
                     "Batch knows EC2 and FARGATE");
  });
}

void check_shape(const Subject& subject, Findings& findings) {
  each_definition(subject, [&](const doc::Node& spec) {
    const doc::Node& nodes = spec["nodeProperties"];
    for (const std::string_view field : {"volumes", "container", "mountPoints"})
      if (nodes.find("nodeRangeProperties") && nodes.find(field))
        findings.say(key_place(nodes, field), fmt::format("{} beside nodeRangeProperties", field),
                     "it belongs into the container of a node range");
    for (const doc::Node& range : nodes["nodeRangeProperties"].items()) {
      for (const std::string_view field : {"volumes", "mountPoints"})
        if (range.find(field))
          findings.say(key_place(range, field), fmt::format("{} beside the container of a node range", field),
                       "it belongs into the container");
      for (const std::string_view field : {"vcpus", "memory"})
        if (range["container"].find(field))
          findings.say(Severity::Warning, key_place(range["container"], field), fmt::format("{} is deprecated", field),
                       "resourceRequirements says it");
    }
  });
}

void check_spot(const Subject& subject, Findings& findings) {
  each_definition(subject, [&](const doc::Node& spec) {
    if (!is_text(spec["type"], "multinode")) return;
    for (const doc::Node& one : spec["retryStrategy"]["evaluateOnExit"].items())
      if (text_of(one["onStatusReason"]).find("Spot") != std::string_view::npos ||
          text_of(one["onStatusReason"]).starts_with("Host EC2"))
        findings.say(key_place(spec, "type"), "a multi-node parallel job does not run on Spot compute environments",
                     "the job is retried on a Spot interruption");
  });
}

/// Whether a folder of the path has the name of a shared file system: /fsx, /mnt/efs-models, /data/lustre. Where the
/// system keeps its own, programs have such names: /opt/efs-utils.
bool is_of_file_system(std::string_view path) {
  for (const std::string_view own : {"/bin/", "/etc/", "/lib/", "/opt/", "/proc/", "/run/", "/sys/", "/usr/", "/var/"})
    if (path.starts_with(own)) return false;
  return std::ranges::any_of(split(path, '/'), [](std::string_view folder) {
    return folder.starts_with("fsx") || folder.starts_with("efs") || folder.starts_with("lustre");
  });
}

void check_host_file_system(const Subject& subject, Findings& findings) {
  const auto is_made = [&] {
    for (const std::string_view kind : {"PersistentVolume", "PersistentVolumeClaim", "StorageClass"})
      for (const kube::Object* object : subject.of_kind(kind)) {
        const std::string_view driver = kind == "StorageClass" ? text_of((*object->node)["provisioner"])
                                                               : text_of((*object->node)["spec"]["csi"]["driver"]);
        if (driver.starts_with("fsx.") || driver.starts_with("efs.")) return true;
      }
    for (const subject::TerraformPlan& plan : subject.plans())
      for (const subject::PlannedResource& resource : plan.resources())
        if (resource.type.starts_with("aws_fsx_") || resource.type == "aws_efs_file_system") return true;
    return false;
  };
  each_definition(subject, [&](const doc::Node& spec) {
    const auto look = [&](const doc::Node& volumes) {
      for (const doc::Node& volume : volumes.items()) {
        const doc::Node& path = volume["host"]["sourcePath"];
        if (!is_of_file_system(text_of(path))) continue;
        if (!is_made())
          findings.say(path.where(), fmt::format("nothing here makes or mounts a file system at {}", text_of(path)),
                       "an empty folder of the node's disk takes its place");
      }
    };
    look(spec["nodeProperties"]["volumes"]);
    for (const doc::Node& range : spec["nodeProperties"]["nodeRangeProperties"].items()) {
      look(range["volumes"]);
      look(range["container"]["volumes"]);
    }
  });
}

constexpr Rule kRules[] = {
    {"BAT001", "X-004-83", Severity::Error, "an API of AWS that no cluster serves",
     "AWS Batch, and most services, have no Kubernetes objects: `kubectl apply` says that the kind is unknown.",
     "write it in Terraform (aws_batch_job_definition), or as an object of an ACK controller",
     "ACK controllers' CRDs (services.k8s.aws); AWS Batch API reference", check_kind},
    {"BAT002", "X-004-84", Severity::Error, "a platform capability that does not exist",
     "RegisterJobDefinition takes EC2 or FARGATE.",
     "remove it: EFA comes with the instance type and the launch template",
     "AWS Batch API reference, RegisterJobDefinition (botocore at 0e6e240)", check_capabilities},
    {"BAT003", "X-004-85", Severity::Error, "fields of a Batch job definition in the wrong place",
     "NodeProperties holds numNodes, mainNode and nodeRangeProperties; all else is of the container of a range.",
     "move it into nodeRangeProperties[].container; vcpus and memory into resourceRequirements",
     "AWS Batch API reference, NodeProperties, ContainerProperties", check_shape},
    {"BAT004", "X-004-87", Severity::Error, "a multi-node parallel job on Spot",
     "Batch runs multi-node parallel jobs on on-demand and reserved capacity only.",
     "use an on-demand or capacity-block compute environment", "AWS Batch user guide, multi-node parallel jobs",
     check_spot},
    {"BAT005", "X-004-88", Severity::Warning, "a file system that nobody mounts",
     "A host path without a mount is an empty folder on the node's root disk: data is not there, and what is written "
     "goes "
     "with the node.",
     "make the file system and mount it in the launch template, or use a CSI volume", "AWS Batch user guide, volumes",
     check_host_file_system},
};

}  // namespace

std::span<const Rule> job_definition_rules() { return kRules; }

}  // namespace slipway::rules
