#include "components/parts/batch_nodes.h"

#include <algorithm>

#include "catalog/efa_layouts.h"
#include "catalog/instance_types.h"
#include "components/parts/chart_values.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/names.h"
#include "components/parts/network.h"
#include "components/parts/storage.h"
#include "platform/fill.h"
#include "platform/iam.h"

namespace slipway::components {

namespace {

using chart_values::only;

constexpr std::int64_t kRootGigabytes = 200;  // images of training frameworks

std::string local_of(std::string_view name) { return platform::local_name("batch_" + std::string(name)); }

/// The Lustre file system that a job of this queue mounts; they are one, since there is one /fsx.
std::string lustre_of(const spec::Platform& platform, std::string_view queue) {
  for (const auto& [name, training] : platform.training) {
    if (training.with.value != spec::TrainingOperator::AwsBatch || training.queue.value != queue) continue;
    const auto* described = platform.storage.file_systems.find(training.file_system.value);
    if (described && described->type.value == "fsx-lustre") return training.file_system.value;
  }
  return "";
}

class BatchNodes {
 public:
  BatchNodes(Expansion& in, const std::string& name, const spec::BatchQueue& queue, SourceRange origin)
      : in_(in), name_(name), queue_(queue), origin_(origin), local_(local_of(name)) {}

  void add() {
    const auto full_name = in_.platform.name.value + "-" + name_;
    const auto environment =
        in_.add("aws_batch_compute_environment", local_,
                {{"name", full_name}, {"type", "MANAGED"}, {"compute_resources", resources()}}, origin_);
    in_.add(
        "aws_batch_job_queue", local_,
        {{"name", full_name},
         {"state", "ENABLED"},
         {"priority", queue_.priority.value},
         {"compute_environment_order", doc::Map{{"order", 1}, {"compute_environment", environment.attribute("arn")}}}},
        origin_);
  }

 private:
  bool is_spot() const { return queue_.capacity.value == "spot"; }

  /// Batch has the NVIDIA image for x86 alone, where it also runs types without GPUs (Ec2Configuration, imageType).
  bool is_graviton() const {
    return std::ranges::any_of(queue_.instance_types, [](const spec::Text& written) {
      const auto of_family = catalog::types_of_family(written.value);
      const auto* type = of_family.empty() ? catalog::find_instance_type(written.value) : &of_family.front();
      return type && type->arch == "arm64";
    });
  }

  doc::Map resources() {
    const auto network = network_of(in_.platform);
    auto subnets = ids_of(network.private_subnets);
    if (queue_.efa.value && !network.private_subnets.empty()) subnets = only(network.private_subnets.front().id);
    doc::List types;
    for (const auto& type : queue_.instance_types) types.add(type.value);
    doc::Map map{{"type", is_spot() ? "SPOT" : "EC2"},
                 {"allocation_strategy", is_spot() ? "SPOT_PRICE_CAPACITY_OPTIMIZED" : "BEST_FIT_PROGRESSIVE"},
                 {"min_vcpus", 0},
                 {"max_vcpus", queue_.max_vcpus.value},
                 {"instance_type", std::move(types)},
                 {"instance_role", add_profile().attribute("arn")},
                 {"subnets", std::move(subnets)},
                 {"ec2_configuration", doc::Map{{"image_type", is_graviton() ? "ECS_AL2023" : "ECS_AL2023_NVIDIA"}}}};
    const auto group = add_security_group(network);
    const auto layout = efa_layout();
    // Groups stand in the template's interfaces when it has any, and nowhere else.
    if (!layout) map.set("security_group_ids", only(group.attribute("id")));
    if (queue_.efa.value)
      map.set("placement_group",
              in_.add("aws_placement_group", local_,
                      {{"name", in_.platform.name.value + "-batch-" + name_}, {"strategy", "cluster"}}, origin_)
                  .attribute("name"));
    const auto launch_template = add_launch_template(group, layout);
    map.set("launch_template", doc::Map{{"launch_template_id", launch_template.attribute("id")},
                                        {"version", launch_template.attribute("latest_version")}});
    return map;
  }

  platform::ResourceId add_profile() {
    const auto role = add_role(
        in_,
        {"batch-" + name_,
         {},
         {*fill(in_, "arn:{partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role").string()},
         {}},
        platform::trust_of_service("ec2.amazonaws.com"), origin_);
    return in_.add("aws_iam_instance_profile", local_,
                   {{"name", role.attribute("name")}, {"role", role.attribute("name")}}, origin_);
  }

  /// EFA speaks only within a group that lets in and out all that comes from itself.
  platform::ResourceId add_security_group(const NetworkView& network) {
    const auto group = in_.add("aws_security_group", local_,
                               {{"name", in_.platform.name.value + "-batch-" + name_},
                                {"description", "nodes of AWS Batch queue " + name_},
                                {"vpc_id", network.vpc_id}},
                               origin_);
    const auto rule = [&](std::string_view type, std::string_view suffix, doc::Map more) {
      doc::Map arguments{{"security_group_id", group.attribute("id")}, {"ip_protocol", "-1"}};
      for (const auto& [key, value] : more.entries()) arguments.set(key, value);
      in_.add(type, local_ + "_" + std::string(suffix), std::move(arguments), origin_);
    };
    rule("aws_vpc_security_group_ingress_rule", "itself",
         {{"description", "each other, EFA too"}, {"referenced_security_group_id", group.attribute("id")}});
    rule("aws_vpc_security_group_egress_rule", "itself",
         {{"description", "each other, EFA too"}, {"referenced_security_group_id", group.attribute("id")}});
    rule("aws_vpc_security_group_egress_rule", "everywhere",
         {{"description", "nodes to everywhere"}, {"cidr_ipv4", "0.0.0.0/0"}});
    if (!lustre_of(in_.platform, name_).empty()) open_lustre(group);
    return group;
  }

  /// Lustre calls back its clients.
  void open_lustre(const platform::ResourceId& group) {
    const auto let_in = [&](const std::string& name, const char* what, const doc::Value& to, const doc::Value& from) {
      for (const auto& [first, last] : {std::pair{988, 988}, std::pair{1018, 1023}})
        in_.add("aws_vpc_security_group_ingress_rule", local_ + "_" + name + "_" + std::to_string(first),
                {{"security_group_id", to},
                 {"description", what},
                 {"referenced_security_group_id", from},
                 {"ip_protocol", "tcp"},
                 {"from_port", first},
                 {"to_port", last}},
                origin_);
    };
    let_in("to_lustre", "Lustre from Batch's nodes", kFsxSecurityGroup.attribute("id"), group.attribute("id"));
    let_in("from_lustre", "Lustre calls back Batch's nodes", group.attribute("id"), kFsxSecurityGroup.attribute("id"));
  }

  std::optional<catalog::EfaLayout> efa_layout() {
    if (!queue_.efa.value || queue_.instance_types.size() != 1) {
      if (queue_.efa.value)
        in_.diagnostics.error("CMP181", queue_.efa.where ? queue_.efa.where : origin_,
                              "queue '" + name_ + "' has EFA and several instance types: their interfaces differ",
                              "name one type");
      return std::nullopt;
    }
    const auto layout = catalog::efa_layout(queue_.instance_types.front().value, catalog::EfaLayoutKind::Recommended);
    if (!layout)
      in_.diagnostics.error("CMP182", queue_.instance_types.front().where,
                            queue_.instance_types.front().value + " has no EFA", "take another type, or `efa: false`");
    return layout;
  }

  platform::ResourceId add_launch_template(const platform::ResourceId& group,
                                           const std::optional<catalog::EfaLayout>& layout) {
    doc::Map arguments{
        {"name", in_.platform.name.value + "-batch-" + name_},
        {"metadata_options", doc::Map{{"http_tokens", "required"}, {"http_put_response_hop_limit", 2}}},
        {"block_device_mappings",
         doc::Map{{"device_name", "/dev/xvda"},
                  {"ebs", doc::Map{{"volume_type", "gp3"}, {"volume_size", kRootGigabytes}, {"encrypted", true}}}}}};
    if (layout) {
      doc::List interfaces;
      for (const auto& interface : layout->interfaces)
        interfaces.add(doc::Map{{"network_card_index", interface.network_card},
                                {"device_index", interface.device},
                                {"interface_type", interface.type},
                                {"security_groups", only(group.attribute("id"))},
                                {"delete_on_termination", true}});
      arguments.set("network_interfaces", std::move(interfaces));
    }
    if (const auto lustre = lustre_of(in_.platform, name_); !lustre.empty()) arguments.set("user_data", mount(lustre));
    return in_.add("aws_launch_template", local_, std::move(arguments), origin_);
  }

  /// Batch puts its own part behind this one.
  static std::string mount(const std::string& lustre) {
    const platform::ResourceId id{"aws_fsx_lustre_file_system", platform::local_name(lustre)};
    const std::string lines[] = {"MIME-Version: 1.0",
                                 "Content-Type: multipart/mixed; boundary=slipway",
                                 "",
                                 "--slipway",
                                 "Content-Type: text/x-shellscript; charset=us-ascii",
                                 "",
                                 "#!/bin/bash",
                                 "set -euo pipefail",
                                 "dnf install -y lustre-client",
                                 "mkdir -p /fsx",
                                 "mount -t lustre -o relatime,flock " + id.interpolated("dns_name") + "@tcp:/" +
                                     id.interpolated("mount_name") + " /fsx",
                                 "--slipway--"};
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
  }

  Expansion& in_;
  const std::string& name_;
  const spec::BatchQueue& queue_;
  SourceRange origin_;
  std::string local_;
};

}  // namespace

void add_batch_queue(Expansion& in, const std::string& name, const spec::BatchQueue& queue, SourceRange origin) {
  BatchNodes(in, name, queue, origin).add();
}

platform::ResourceId batch_queue_id(std::string_view name) { return {"aws_batch_job_queue", local_of(name)}; }

}  // namespace slipway::components
