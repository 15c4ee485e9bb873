#include <algorithm>

#include "components/component.h"
#include "components/parts/names.h"
#include "components/parts/network.h"
#include "components/parts/node_volumes.h"
#include "components/parts/storage.h"
#include "platform/fill.h"

/// Shared file systems that outlive the cluster's pods: EFS in all zones; FSx for Lustre in one, that of the first
/// private subnet, where EFA groups are too.
namespace slipway::components {

namespace {

using Entry = spec::Named<spec::FileSystem>::Entry;

constexpr const char* kLustre = "fsx-lustre";

bool has(const spec::Storage& storage, std::string_view type) {
  const auto is_type = [&](const auto& entry) { return entry.value.type.value == type; };
  return std::ranges::any_of(storage.file_systems, is_type) || std::ranges::any_of(storage.classes, is_type);
}

doc::Value add_group(Expansion& in, const platform::ResourceId& id, const char* what) {
  in.add(id.type, id.name,
         {{"name", in.graph.setting.cluster + "-" + id.name},
          {"description", what},
          {"vpc_id", network_of(in.platform).vpc_id},
          {"tags", doc::Map{{"Name", in.graph.setting.cluster + "-" + id.name}}}});
  return id.attribute("id");
}

void open(Expansion& in, const char* type, const std::string& name, const char* what, const doc::Value& group,
          const doc::Value& peer, int first_port, int last_port) {
  doc::Map rule{{"security_group_id", group}, {"description", what}, {"referenced_security_group_id", peer}};
  rule.set("ip_protocol", first_port == 0 ? "-1" : "tcp");
  if (first_port != 0) rule.set("from_port", first_port).set("to_port", last_port);
  in.add(type, name, std::move(rule));
}

constexpr const char* kIngress = "aws_vpc_security_group_ingress_rule";
constexpr const char* kEgress = "aws_vpc_security_group_egress_rule";

void add_efs_group(Expansion& in) {
  const auto group = add_group(in, kEfsSecurityGroup, "EFS, for nodes");
  open(in, kIngress, "efs_nodes", "NFS from nodes", group, kNodeSecurityGroup.attribute("id"), 2049, 2049);
}

/// Lustre talks on 988 and 1018 to 1023, in both directions and between its servers; over EFA on no port at all, so
/// that the whole traffic of both groups is opened then.
void add_fsx_group(Expansion& in, bool efa) {
  const auto group = add_group(in, kFsxSecurityGroup, "FSx for Lustre, for nodes");
  const auto nodes = kNodeSecurityGroup.attribute("id");
  struct Peer {
    std::string name;
    doc::Value group;
    const char *from, *to;
  };
  const Peer peers[] = {{"self", group, "servers among each other", "servers among each other"},
                        {"nodes", nodes, "nodes to Lustre", "Lustre calls back nodes"}};
  for (const auto& peer : peers) {
    if (efa) {
      open(in, kIngress, "fsx_" + peer.name, peer.from, group, peer.group, 0, 0);
      open(in, kEgress, "fsx_" + peer.name, peer.to, group, peer.group, 0, 0);
      continue;
    }
    open(in, kIngress, "fsx_" + peer.name + "_988", peer.from, group, peer.group, 988, 988);
    open(in, kIngress, "fsx_" + peer.name + "_1018", peer.from, group, peer.group, 1018, 1023);
    open(in, kEgress, "fsx_" + peer.name + "_988", peer.to, group, peer.group, 988, 988);
    open(in, kEgress, "fsx_" + peer.name + "_1018", peer.to, group, peer.group, 1018, 1023);
  }
  const char* back = "Lustre calls back nodes";
  if (efa) return open(in, kIngress, "node_fsx", back, nodes, group, 0, 0);
  open(in, kIngress, "node_fsx_988", back, nodes, group, 988, 988);
  open(in, kIngress, "node_fsx_1018", back, nodes, group, 1018, 1023);
}

void add_efs(Expansion& in, const Entry& entry) {
  const auto& [name, file_system] = entry;
  const auto local = platform::local_name(name.value);
  const auto full_name = in.graph.setting.cluster + "-" + name.value;
  doc::List tiers;
  tiers.add(doc::Map{{"transition_to_ia", "AFTER_30_DAYS"}});
  tiers.add(doc::Map{{"transition_to_primary_storage_class", "AFTER_1_ACCESS"}});
  const auto id = in.add("aws_efs_file_system", local,
                         {{"creation_token", platform::at_most(full_name, 64)},
                          {"encrypted", true},
                          {"performance_mode", "generalPurpose"},
                          {"throughput_mode", "elastic"},
                          {"lifecycle_policy", std::move(tiers)},
                          {"tags", doc::Map{{"Name", full_name}}}},
                         file_system.where);
  if (const auto data = whole_gibibytes(file_system.expected_data.value); data > 0)
    in.graph.find(id)->facts.set("expectedGigabytes", data);
  in.add_check("file system " + name.value + " is available",
               platform::AwsQuestion{"efs", "DescribeFileSystems", {{"FileSystemId", id.interpolated("id")}}},
               {"FileSystems[].LifeCycleState", platform::Expectation::Holds::Equals, "available"});
  const auto network = network_of(in.platform);
  for (std::size_t i = 0; i < network.private_subnets.size(); ++i) {
    const auto& zone = network.private_subnets[i].zone;
    const auto suffix = zone.empty() ? std::to_string(i) : zone_suffix(zone, in.graph.setting.region);
    doc::List groups;
    groups.add(kEfsSecurityGroup.attribute("id"));
    in.add("aws_efs_mount_target", platform::local_name(name.value + "_" + suffix),
           {{"file_system_id", id.attribute("id")},
            {"subnet_id", network.private_subnets[i].id},
            {"security_groups", std::move(groups)}},
           file_system.where);
  }
}

/// "s3://datasets/prefix" shown at the file system's root: what is new in the bucket appears, what is written goes
/// back.
void add_repository(Expansion& in, const std::string& local, const platform::ResourceId& id,
                    const spec::FileSystem& file_system) {
  const auto events = [] {
    doc::List list;
    for (const char* event : {"NEW", "CHANGED", "DELETED"}) list.add(event);
    return doc::Map{{"events", std::move(list)}};
  };
  in.add("aws_fsx_data_repository_association", local,
         {{"file_system_id", id.attribute("id")},
          {"file_system_path", "/"},
          {"data_repository_path", file_system.data_repository.value},
          {"batch_import_meta_data_on_create", true},
          {"s3", doc::Map{{"auto_import_policy", events()}, {"auto_export_policy", events()}}}},
         file_system.data_repository.where);
}

void add_lustre(Expansion& in, const Entry& entry) {
  const auto& [name, file_system] = entry;
  const auto local = platform::local_name(name.value);
  doc::List subnets, groups;
  subnets.add(zonal_subnet(in.platform));
  groups.add(kFsxSecurityGroup.attribute("id"));
  const auto capacity = whole_gibibytes(file_system.size.value);
  const auto id = in.add("aws_fsx_lustre_file_system", local,
                         {{"deployment_type", "PERSISTENT_2"},
                          {"storage_type", "SSD"},
                          {"storage_capacity", capacity > 0 ? capacity : 1200},
                          {"per_unit_storage_throughput", file_system.throughput.value},
                          {"file_system_type_version", "2.15"},  // what clients of today mount
                          {"data_compression_type", "LZ4"},
                          {"automatic_backup_retention_days", 0},  // what must last is in the repository
                          {"subnet_ids", std::move(subnets)},
                          {"security_group_ids", std::move(groups)},
                          {"tags", doc::Map{{"Name", in.graph.setting.cluster + "-" + name.value}}}},
                         file_system.where);
  in.add_check("file system " + name.value + " is available",
               platform::AwsQuestion{
                   "fsx", "DescribeFileSystems", {{"FileSystemIds", doc::List{doc::Value(id.interpolated("id"))}}}},
               {"FileSystems[].Lifecycle", platform::Expectation::Holds::Equals, "AVAILABLE"});
  if (!file_system.data_repository.value.empty()) add_repository(in, local, id, file_system);
}

void expand_file_systems(Expansion& in) {
  const auto& storage = in.platform.storage;
  if (has(storage, "efs")) add_efs_group(in);
  const bool efa =
      std::ranges::any_of(in.platform.node_groups, [](const auto& group) { return group.value.efa.value; });
  if (has(storage, kLustre)) add_fsx_group(in, efa);
  for (const auto& entry : storage.file_systems)
    entry.value.type.value == kLustre ? add_lustre(in, entry) : add_efs(in, entry);
}

bool is_wanted(const spec::Platform& platform) {
  return has(platform.storage, "efs") || has(platform.storage, kLustre);
}

}  // namespace

extern const Component file_systems = {
    "file-systems",     "EFS and FSx for Lustre, with their security groups", Stage::Data, {}, is_wanted, nullptr,
    expand_file_systems};

}  // namespace slipway::components
