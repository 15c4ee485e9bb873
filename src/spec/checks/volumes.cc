#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "catalog/ebs_volume_types.h"
#include "kube/quantity.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"

namespace slipway::spec::checks {
namespace {

using catalog::EbsVolumeType;

constexpr double kGib = 1 << 30;

/// The size of the snapshot in EKS's Amazon Linux AMIs.
constexpr std::int64_t kLeastRootGib = 20;

/// Whole GiB, rounded up; nullopt for a text that the reader refused.
std::optional<std::int64_t> gib(const Text& size) {
  const auto quantity = kube::Quantity::parse(size.value);
  if (!quantity || quantity->sign() < 0) return std::nullopt;
  constexpr double kMost = 1e12;  // more than anything takes
  return static_cast<std::int64_t>(std::min(std::ceil(quantity->approximate() / kGib), kMost));
}

class Volumes {
 public:
  explicit Volumes(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void ebs(const Volume& volume) {
    const EbsVolumeType* limits = catalog::find_ebs_volume_type(volume.type.value);
    if (!limits) return;
    const auto size = gib(volume.size);
    if (size && (*size < limits->least_gib || *size > limits->most_gib))
      refuse(place(volume.size, volume.where), fmt::format("a {} volume has {} to {} GiB, not {}", limits->name,
                                                           limits->least_gib, limits->most_gib, *size));
    iops(*limits, volume.iops, volume.where, size);
    throughput(*limits, volume.throughput, volume.iops, volume.where);
  }

  void root(const Volume& volume, AmiFamily family) {
    ebs(volume);
    const auto size = gib(volume.size);
    if (size && family == AmiFamily::Al2023 && *size < kLeastRootGib)
      refuse(place(volume.size, volume.where),
             fmt::format("the AMI needs a root volume of {} GiB or more, not {}", kLeastRootGib, *size));
  }

  void storage_class(const StorageClass& storage) {
    const EbsVolumeType* limits = catalog::find_ebs_volume_type(storage.type.value);
    if (!limits) {
      for (const Number* number : {&storage.iops, &storage.throughput})
        if (number->value > 0)
          refuse(number->where,
                 fmt::format("{} volumes have no operations or throughput of their own", storage.type.value));
      return;
    }
    // 0 leaves it to the type.
    if (storage.iops.value > 0) iops(*limits, storage.iops, storage.where, std::nullopt);
    if (storage.throughput.value > 0) throughput(*limits, storage.throughput, storage.iops, storage.where);
  }

  void file_system(const FileSystem& files) {
    const auto size = files.size.value.empty() ? std::nullopt : gib(files.size);
    if (files.type.value == "efs") {
      if (files.size.written) refuse(files.size.where, "EFS has no size: it grows with what is in it");
      if (files.throughput.written) refuse(files.throughput.where, "throughput is chosen for fsx-lustre only");
      if (files.data_repository.written) refuse(files.data_repository.where, "only fsx-lustre shows a bucket");
    } else if (!files.size.written) {
      refuse(files.where, "an FSx file system has a fixed size", "add size: 1200Gi, 2400Gi or a multiple of 2400Gi");
    } else if (size && *size != 1200 && (*size == 0 || *size % 2400 != 0)) {
      refuse(files.size.where, fmt::format("FSx for Lustre has 1200 GiB or a multiple of 2400 GiB, not {}", *size),
             fmt::format("the next larger is {}Gi", *size < 1200 ? 1200 : (*size / 2400 + 1) * 2400));
    }
  }

  void database(const Database& database) {
    const auto size = gib(database.storage);
    if (size && (*size < 20 || *size > 65536))
      refuse(place(database.storage, database.where),
             fmt::format("RDS takes 20 to 65536 GiB of storage, not {}", *size));
  }

 private:
  void iops(const EbsVolumeType& limits, const Number& iops, SourceRange owner, std::optional<std::int64_t> size) {
    const SourceRange where = place(iops, owner);
    if (!limits.takes_iops()) {
      if (iops.written) refuse(where, fmt::format("{} takes no iops: they follow from its size", limits.name));
      return;
    }
    if (iops.value < limits.least_iops || iops.value > limits.most_iops)
      return refuse(where, fmt::format("{} takes {} to {} iops, not {}", limits.name, limits.least_iops,
                                       limits.most_iops, iops.value));
    if (size && iops.value > limits.most_iops_of(*size))
      refuse(where, fmt::format("{} takes at most {} iops for each GiB: {} for {} GiB, not {}", limits.name,
                                limits.iops_per_gib, limits.most_iops_of(*size), *size, iops.value));
  }

  void throughput(const EbsVolumeType& limits, const Number& throughput, const Number& iops, SourceRange owner) {
    const SourceRange where = place(throughput, owner);
    if (!limits.takes_throughput()) {
      if (throughput.written)
        refuse(where, fmt::format("{} takes no throughput: it follows from its iops", limits.name));
      return;
    }
    const std::int64_t operations = iops.value > 0 ? iops.value : limits.least_iops;
    if (throughput.value < limits.least_throughput || throughput.value > limits.most_throughput)
      refuse(where, fmt::format("gp3 takes a throughput of {} to {} MiB/s, not {}", limits.least_throughput,
                                limits.most_throughput, throughput.value));
    else if (throughput.value * limits.iops_per_throughput > operations)
      refuse(where,
             fmt::format("gp3 takes at most 0.25 MiB/s for each of its iops: {} for {}, not {}",
                         operations / limits.iops_per_throughput, operations, throughput.value),
             fmt::format("set iops: {}", throughput.value * limits.iops_per_throughput));
  }

  void refuse(SourceRange where, std::string message, std::string fix = {}) {
    diagnostics_.error(id::kVolume, where, std::move(message), std::move(fix));
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void volumes(const Platform& platform, Diagnostics& diagnostics) {
  Volumes check(diagnostics);
  for (const auto& [name, group] : platform.node_groups) {
    check.root(group.volumes.root, group.ami_family.value);
    if (group.volumes.data) check.ebs(*group.volumes.data);
  }
  for (const auto& [name, node_class] : platform.node_classes) {
    check.root(node_class.volumes.root, node_class.ami_family.value);
    if (node_class.volumes.data) check.ebs(*node_class.volumes.data);
  }
  bool has_efs = false;
  for (const auto& [name, files] : platform.storage.file_systems) {
    check.file_system(files);
    has_efs |= files.type.value == "efs";
  }
  for (const auto& [name, storage] : platform.storage.classes) {
    check.storage_class(storage);
    if (storage.type.value == "efs" && !has_efs)
      diagnostics.error(id::kNeeds, place(storage.type, storage.where),
                        "an EFS StorageClass needs a file system to make access points in",
                        "add one of type efs to storage.fileSystems");
  }
  for (const auto& [name, database] : platform.databases) check.database(database);
}

}  // namespace slipway::spec::checks
