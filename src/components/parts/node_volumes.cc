#include "components/parts/node_volumes.h"

#include <string>
#include <utility>
#include <vector>

#include "kube/quantity.h"

namespace slipway::components {

namespace {

constexpr const char* kFirst = "/dev/xvda";
constexpr const char* kSecond = "/dev/xvdb";

struct Device {
  const char* name;
  const spec::Volume* volume;
};

std::vector<Device> devices_of(const spec::Volumes& volumes, spec::AmiFamily family) {
  if (family == spec::AmiFamily::Bottlerocket && !volumes.data) return {{kSecond, &volumes.root}};
  std::vector<Device> devices = {{kFirst, &volumes.root}};
  if (volumes.data) devices.push_back({kSecond, &*volumes.data});
  return devices;
}

bool has_iops(const spec::Volume& volume) { return volume.type.value != "gp2" && volume.iops.value > 0; }
bool has_throughput(const spec::Volume& volume) { return volume.type.value == "gp3" && volume.throughput.value > 0; }

}  // namespace

std::int64_t whole_gibibytes(std::string_view size) {
  const auto quantity = kube::Quantity::parse(size);
  if (!quantity) return 0;
  constexpr std::int64_t kGibibyte = 1'073'741'824;
  const auto bytes = quantity->value();
  return bytes / kGibibyte + (bytes % kGibibyte > 0 ? 1 : 0);
}

doc::List block_device_mappings(const spec::Volumes& volumes, spec::AmiFamily family) {
  doc::List mappings;
  for (const auto& [name, volume] : devices_of(volumes, family)) {
    doc::Map ebs{{"volume_type", volume->type.value}, {"volume_size", whole_gibibytes(volume->size.value)}};
    if (has_iops(*volume)) ebs.set("iops", volume->iops.value);
    if (has_throughput(*volume)) ebs.set("throughput", volume->throughput.value);
    ebs.set("encrypted", true);
    if (!volume->kms_key.value.empty()) ebs.set("kms_key_id", volume->kms_key.value);
    ebs.set("delete_on_termination", true);
    mappings.add(doc::Value(doc::Map{{"device_name", name}, {"ebs", std::move(ebs)}}).from(volume->where));
  }
  return mappings;
}

doc::List node_class_block_devices(const spec::Volumes& volumes, spec::AmiFamily family) {
  doc::List mappings;
  for (const auto& [name, volume] : devices_of(volumes, family)) {
    doc::Map ebs{{"volumeType", volume->type.value},
                 {"volumeSize", std::to_string(whole_gibibytes(volume->size.value)) + "Gi"}};
    if (has_iops(*volume)) ebs.set("iops", volume->iops.value);
    if (has_throughput(*volume)) ebs.set("throughput", volume->throughput.value);
    ebs.set("encrypted", true);
    if (!volume->kms_key.value.empty()) ebs.set("kmsKeyID", volume->kms_key.value);
    ebs.set("deleteOnTermination", true);
    doc::Map mapping{{"deviceName", name}, {"ebs", std::move(ebs)}};
    // Karpenter takes the size of the root volume for the room that pods have.
    if (family == spec::AmiFamily::Al2023 ? name == kFirst : name == kSecond) mapping.set("rootVolume", true);
    mappings.add(doc::Value(std::move(mapping)).from(volume->where));
  }
  return mappings;
}

}  // namespace slipway::components
