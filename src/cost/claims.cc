// Volumes that claims bring: by their StorageClass, EBS volumes or FSx file systems.
#include <fmt/core.h>

#include <algorithm>

#include "cost/manifest.h"
#include "cost/parts.h"
#include "cost/volumes.h"
#include "kube/objects/workloads.h"

namespace slipway::cost {
namespace {

/// The class that a claim names, or the default one.
std::optional<kube::StorageClass> storage_class(const Pricing& in, const std::optional<std::string>& name) {
  Diagnostics unheard;  // what is wrong with a class is for the rules to say
  for (const auto* object : in.graph.of_kind("StorageClass")) {
    auto found = kube::read_storage_class(object->root(), unheard);
    if (name ? found.object.name == *name : found.is_default()) return found;
  }
  return std::nullopt;
}

std::string parameter(const kube::Labels& parameters, std::string_view key, std::string_view otherwise = {}) {
  const auto found = parameters.find(key);
  return found == parameters.end() ? std::string(otherwise) : found->second;
}
std::int64_t number(const kube::Labels& parameters, std::string_view key) {
  const auto parsed = kube::Quantity::parse(parameter(parameters, key));
  return parsed ? whole_number(*parsed).value_or(0) : 0;
}

/// FSx for Lustre is made in steps of 1,200, 2,400, then every 2,400 GiB.
std::int64_t lustre_size(std::int64_t gigabytes) {
  if (gigabytes <= 1'200) return 1'200;
  return (gigabytes + 2'399) / 2'400 * 2'400;
}

void charge_lustre(LineWriter& line, const Counts& counts, std::int64_t gigabytes, const kube::Labels& parameters) {
  const auto size = lustre_size(gigabytes);
  line.what(fmt::format("FSx for Lustre, {} GiB each", size));
  line.charge(times(counts, quantity(size, "GB")), lustre_key(parameter(parameters, "deploymentType", "SCRATCH_1"),
                                                              parameter(parameters, "storageType", "SSD"),
                                                              parameter(parameters, "perUnitStorageThroughput", "0")));
}

void charge_block_storage(LineWriter& line, const Counts& counts, std::int64_t gigabytes,
                          const kube::Labels& parameters) {
  Volume volume{parameter(parameters, "type", "gp3"), gigabytes, number(parameters, "iops"),
                number(parameters, "throughput")};
  if (const auto per_gigabyte = number(parameters, "iopsPerGB"); per_gigabyte > 0)
    volume.iops = std::min(per_gigabyte * gigabytes, kLargestCount);
  line.what(fmt::format("{} × {}", range_of(counts), describe(volume)));
  for (const auto& charge : charges_of(volume)) line.charge(times(counts, charge.quantity), charge.key);
}

void price_claims(const platform::Object& object, std::string name, const kube::PersistentVolumeClaimSpec& spec,
                  const Counts& counts, Pricing& in) {
  // An empty class means a volume that is there already.
  if (spec.storage_class_name && spec.storage_class_name->empty()) return;
  const auto of = storage_class(in, spec.storage_class_name);
  const auto size = spec.resources.requests.find("storage");
  const auto gigabytes = size == spec.resources.requests.end() ? 0 : gibibytes(size->second).value_or(0);
  LineWriter line(in, "volumes", std::move(name), object);
  if (!of) {
    charge_block_storage(line, counts, gigabytes, {});
    line.note(fmt::format("StorageClass {} is not in the platform: gp3 is assumed",
                          spec.storage_class_name.value_or("(default)")));
  } else if (of->provisioner == "fsx.csi.aws.com") {
    charge_lustre(line, counts, gigabytes, of->parameters);
  } else if (of->provisioner == "efs.csi.aws.com") {
    line.what("on EFS");
    line.note("EFS bills the bytes that are there, on the file system's line");
  } else if (of->provisioner.find("ebs") != std::string::npos) {
    charge_block_storage(line, counts, gigabytes, of->parameters);
  } else {
    line.what("by " + of->provisioner);
    line.note("a provisioner that makes nothing at AWS, or nothing that is billed by the claim");
  }
  std::move(line).finish();
}

}  // namespace

void price_claim(const platform::Object& object, Pricing& in) {
  Diagnostics unheard;
  price_claims(object, "claim " + object.name(), kube::read_persistent_volume_claim(object.root(), unheard).spec,
               {{1, 1, 1, 1}}, in);
}

void price_workload_volumes(const platform::Object& object, Pricing& in) {
  for (const auto& workload : in.workloads) {
    if (workload.object != &object.root()) continue;
    const Counts counts = counts_of(workload);
    for (const auto& claim : workload.claims)
      price_claims(object, fmt::format("{} of {}", claim.object.name, object.name()), claim.spec, counts, in);
    for (const auto& volume : workload.pods.spec.volumes)
      if (volume.spec)
        price_claims(object, fmt::format("{} of {}", volume.name, object.name()), *volume.spec, counts, in);
  }
}

}  // namespace slipway::cost
