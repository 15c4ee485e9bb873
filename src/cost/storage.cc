// Buckets, image repositories and file systems.
#include "cost/parts.h"

namespace slipway::cost {

void price_bucket(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number gigabytes = arguments.fact("expectedGigabytes");
  LineWriter line(in, "buckets", arguments.name("bucket"), resource);
  line.what(gigabytes.to_exact_string() + " GB, S3 Standard");
  line.charge(always(quantity(gigabytes, "GB")), "s3/standard-gb");
  line.note("at the price of the first 50 TB; requests, replication and retrieval are not in it");
  std::move(line).finish();
}

void price_repository(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number gigabytes = arguments.fact("expectedGigabytes");
  LineWriter line(in, "image repositories", arguments.name("name"), resource);
  line.what(gigabytes.to_exact_string() + " GB");
  line.charge(always(quantity(gigabytes, "GB")), "ecr/storage-gb");
  std::move(line).finish();
}

void price_efs(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number gigabytes = arguments.fact("expectedGigabytes");
  const auto mode = arguments.text("throughput_mode", "bursting");
  LineWriter line(in, "file systems", resource.id.name, resource);
  line.what("EFS, " + gigabytes.to_exact_string() + " GB, " + mode + " throughput");
  const bool one_zone = !arguments.at("availability_zone_name").is_null();
  line.charge(always(quantity(gigabytes, "GB")), one_zone ? "efs/one-zone-gb" : "efs/standard-gb");
  if (mode == "elastic") {
    line.charge(when_used(quantity(arguments.fact("readGigabytesPerMonth"), "GB read")), "efs/elastic-read-gb");
    line.charge(when_used(quantity(arguments.fact("writeGigabytesPerMonth"), "GB written")), "efs/elastic-write-gb");
  }
  if (mode == "provisioned")
    line.charge(always(quantity(arguments.count("provisioned_throughput_in_mibps", 0), "MiB/s")),
                "efs/provisioned-throughput");
  if (gigabytes.is_zero()) line.note("no data is expected: each GB adds its price");
  std::move(line).finish();
}

std::string lustre_key(std::string_view deployment, std::string_view storage, std::string_view throughput) {
  if (deployment.starts_with("SCRATCH")) return "fsx-lustre/scratch-ssd-gb";
  const std::string medium = storage == "HDD" ? "hdd" : storage == "SSD" ? "ssd" : std::string(storage);
  // PERSISTENT_1 on SSD has other steps (50, 100, 200) at other prices.
  return "fsx-lustre/persistent-" + medium + "-" + std::string(throughput) + "-gb";
}

void price_lustre(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto deployment = arguments.text("deployment_type", "SCRATCH_1");
  const auto storage = arguments.text("storage_type", "SSD");
  const auto throughput = arguments.count("per_unit_storage_throughput", 0);
  const auto capacity = arguments.count("storage_capacity", 0);
  LineWriter line(in, "file systems", resource.id.name, resource);
  line.what("FSx for Lustre " + deployment + ", " + std::to_string(capacity) + " GiB");
  line.charge(always(quantity(capacity, "GB")), lustre_key(deployment, storage, std::to_string(throughput)));
  if (arguments.count("automatic_backup_retention_days", 0) > 0)
    line.note("backups are billed by their size, which is not known before");
  std::move(line).finish();
}

}  // namespace slipway::cost
