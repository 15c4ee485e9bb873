#include "kube/objects/node_classes.h"

#include "kube/objects/fields.h"

namespace slipway::kube {
namespace {

AwsSelectorTerm read_term(const Fields& fields) {
  return {.id = fields.text("id"),
          .name = fields.text("name"),
          .owner = fields.text_or("owner", fields.text("ownerID")),
          .tags = fields.labels("tags"),
          .alias = fields.text("alias"),
          .ssm_parameter = fields.text("ssmParameter"),
          .match_criteria = fields.text("instanceMatchCriteria")};
}

BlockDeviceMapping read_block_device(const Fields& fields) {
  const Fields ebs = fields.map("ebs");
  return {.device_name = fields.text("deviceName"),
          .is_root = fields.boolean("rootVolume").value_or(false),
          .size = ebs.quantity("volumeSize"),
          .type = ebs.text("volumeType"),
          .iops = ebs.integer("iops"),
          .throughput = ebs.integer("throughput"),
          .encrypted = ebs.boolean("encrypted"),
          .kms_key_id = ebs.text("kmsKeyID"),
          .snapshot_id = ebs.text("snapshotID")};
}

NetworkInterfaceSpec read_interface(const Fields& fields) {
  return {fields.integer32_or("networkCardIndex", 0), fields.integer32_or("deviceIndex", 0),
          fields.text("interfaceType")};
}

MetadataOptions read_metadata_options(const Fields& fields) {
  return {.http_endpoint = fields.text_or("httpEndpoint", "enabled"),
          .http_protocol_ipv6 = fields.text_or("httpProtocolIPv6", "disabled"),
          .http_tokens = fields.text_or("httpTokens", "required"),
          .hop_limit = fields.integer_or("httpPutResponseHopLimit", 1)};
}

}  // namespace

Ec2NodeClass read_ec2_node_class(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  Ec2NodeClass out{.object = read_object(object, diagnostics),
                   .ami_family = spec.text("amiFamily"),
                   .amis = spec.list("amiSelectorTerms", read_term),
                   .subnets = spec.list("subnetSelectorTerms", read_term),
                   .security_groups = spec.list("securityGroupSelectorTerms", read_term),
                   .capacity_reservations = spec.list("capacityReservationSelectorTerms", read_term),
                   .role = spec.text("role"),
                   .instance_profile = spec.text("instanceProfile"),
                   .block_devices = spec.list("blockDeviceMappings", read_block_device),
                   .network_interfaces = {},
                   .metadata_options = read_metadata_options(spec.map("metadataOptions")),
                   .instance_store_policy = spec.text("instanceStorePolicy"),
                   .user_data = spec.text("userData"),
                   .tags = spec.labels("tags"),
                   .associate_public_ip = spec.boolean("associatePublicIPAddress"),
                   .detailed_monitoring = spec.boolean("detailedMonitoring").value_or(false),
                   .max_pods = spec.map("kubelet").integer32("maxPods")};
  if (spec.has("networkInterfaces")) out.network_interfaces = spec.list("networkInterfaces", read_interface);
  return out;
}

AutoNodeClass read_auto_node_class(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields storage = spec.map("ephemeralStorage");
  constexpr std::int64_t kUsualBytes = std::int64_t{80} << 30;
  return {.object = read_object(object, diagnostics),
          .role = spec.text("role"),
          .subnets = spec.list("subnetSelectorTerms", read_term),
          .security_groups = spec.list("securityGroupSelectorTerms", read_term),
          .pod_subnets = spec.list("podSubnetSelectorTerms", read_term),
          .pod_security_groups = spec.list("podSecurityGroupSelectorTerms", read_term),
          .capacity_reservations = spec.list("capacityReservationSelectorTerms", read_term),
          .snat_policy = spec.text_or("snatPolicy", "Random"),
          .network_policy = spec.text_or("networkPolicy", "DefaultAllow"),
          .network_policy_logs = spec.text_or("networkPolicyEventLogs", "Disabled"),
          .storage_size = storage.quantity("size").value_or(Quantity(kUsualBytes, Quantity::Format::BinarySI)),
          .storage_iops = storage.integer_or("iops", 3000),
          .storage_throughput = storage.integer_or("throughput", 125),
          .storage_kms_key_id = storage.text("kmsKeyID"),
          .tags = spec.labels("tags")};
}

}  // namespace slipway::kube
