// Volumes that claims bring: by their StorageClass, EBS volumes or FSx file systems.
#include <fmt/core.h>

#include <algorithm>

#include "cost/manifest.h"
#include "cost/parts.h"
#include "cost/pod_groups.h"
#include "cost/volumes.h"

namespace slipway::cost {
namespace {

using doc::Node;

const platform::Object* storage_class(const Pricing& in, const Node& name) {
  for (const auto* object : in.graph.of_kind("StorageClass")) {
    const auto& metadata = object->root()["metadata"];
    if (name.is_absent() ? metadata["annotations"]["storageclass.kubernetes.io/is-default-class"].text() == "true"
                         : metadata["name"].text() == name.text())
      return object;
  }
  return nullptr;
}

/// FSx for Lustre is made in steps of 1,200, 2,400, then every 2,400 GiB.
std::int64_t lustre_size(std::int64_t gigabytes) {
  if (gigabytes <= 1'200) return 1'200;
  return (gigabytes + 2'399) / 2'400 * 2'400;
}

void charge_lustre(LineWriter& line, Counts counts, std::int64_t gigabytes, const Node& parameters) {
  const auto text = [&](std::string_view key, std::string_view otherwise) {
    return parameters[key].is_absent() ? otherwise : parameters[key].text();
  };
  const auto size = lustre_size(gigabytes);
  line.what(fmt::format("FSx for Lustre, {} GiB each", size));
  line.charge(times(counts, quantity(size, "GB")),
              lustre_key(text("deploymentType", "SCRATCH_1"), text("storageType", "SSD"),
                         text("perUnitStorageThroughput", "0")));
}

void charge_block_storage(LineWriter& line, Counts counts, std::int64_t gigabytes, const Node& parameters) {
  Volume volume;
  volume.gigabytes = gigabytes;
  if (parameters["type"].is_string()) volume.type = parameters["type"].text();
  volume.iops = whole_number(parameters["iops"]).value_or(0);
  if (const auto per_gigabyte = whole_number(parameters["iopsPerGB"]))
    volume.iops = std::min(*per_gigabyte * gigabytes, kLargestCount);
  volume.throughput = whole_number(parameters["throughput"]).value_or(0);
  line.what(counts.idle == counts.maximum
                ? fmt::format("{} × {}", counts.idle, describe(volume))
                : fmt::format("{} to {} × {}", counts.idle, counts.maximum, describe(volume)));
  for (const auto& charge : charges_of(volume)) line.charge(times(counts, charge.quantity), charge.key);
}

void price_claims(const platform::Object& object, std::string name, const Node& spec, Counts counts, Pricing& in) {
  const auto& of = spec["storageClassName"];
  // An empty class means a volume that is there already.
  if (!spec.is_map() || (of.is_string() && of.text().empty())) return;
  const auto* found = storage_class(in, of);
  static const Node kNothing;
  const auto& root = found ? found->root() : kNothing;
  const auto provisioner = root["provisioner"].text();
  const auto gigabytes = gibibytes(spec["resources"]["requests"]["storage"]).value_or(0);
  LineWriter line(in, "volumes", std::move(name), object);
  if (provisioner == "fsx.csi.aws.com") {
    charge_lustre(line, counts, gigabytes, root["parameters"]);
  } else if (provisioner == "efs.csi.aws.com") {
    line.what("on EFS");
    line.note("EFS bills the bytes that are there, on the file system's line");
  } else if (!found || provisioner.find("ebs") != std::string_view::npos) {
    charge_block_storage(line, counts, gigabytes, root["parameters"]);
    if (!found)
      line.note(fmt::format("StorageClass {} is not in the platform: gp3 is assumed",
                            of.is_absent() ? "(default)" : of.text()));
  } else {
    line.what("by " + std::string(provisioner));
    line.note("a provisioner that makes nothing at AWS, or nothing that is billed by the claim");
  }
  std::move(line).finish();
}

}  // namespace

void price_claim(const platform::Object& object, Pricing& in) {
  price_claims(object, "claim " + object.name(), object.root()["spec"], {1, 1}, in);
}

void price_workload_volumes(const platform::Object& object, Pricing& in) {
  const auto replicas = in.autoscaling.replicas_of(object);
  const Counts counts{replicas.idle, replicas.maximum};
  const auto& spec = object.root()["spec"];
  for (const auto& claim : spec["volumeClaimTemplates"].items())
    price_claims(object, fmt::format("{} of {}", claim["metadata"]["name"].text(), object.name()), claim["spec"],
                 counts, in);
  for (const auto& volume : spec["template"]["spec"]["volumes"].items())
    price_claims(object, fmt::format("{} of {}", volume["name"].text(), object.name()),
                 volume["ephemeral"]["volumeClaimTemplate"]["spec"], counts, in);
}

}  // namespace slipway::cost
