#include "cost/volumes.h"

#include <algorithm>
#include <array>

#include "cost/parts.h"

namespace slipway::cost {
namespace {

constexpr std::int64_t kGp3Iops = 3'000, kGp3Throughput = 125;

/// io2 gets cheaper by steps.
struct Tier {
  std::int64_t above, to;
  std::string_view key;
};
constexpr std::array<Tier, 3> kIo2 = {{{0, 32'000, "ebs/io2-iops"},
                                       {32'000, 64'000, "ebs/io2-iops-tier2"},
                                       {64'000, kLargestCount, "ebs/io2-iops-tier3"}}};

}  // namespace

std::vector<Charge> charges_of(const Volume& volume) {
  std::vector<Charge> charges = {{quantity(volume.gigabytes, "GB"), "ebs/" + volume.type + "-gb"}};
  if (volume.type == "gp3") {
    if (volume.iops > kGp3Iops) charges.push_back({quantity(volume.iops - kGp3Iops, "IOPS"), "ebs/gp3-iops"});
    if (volume.throughput > kGp3Throughput)
      charges.push_back({quantity(volume.throughput - kGp3Throughput, "MiB/s"), "ebs/gp3-throughput"});
  }
  if (volume.type == "io1" && volume.iops > 0) charges.push_back({quantity(volume.iops, "IOPS"), "ebs/io1-iops"});
  if (volume.type == "io2")
    for (const auto& tier : kIo2)
      if (volume.iops > tier.above)
        charges.push_back({quantity(std::min(volume.iops, tier.to) - tier.above, "IOPS"), std::string(tier.key)});
  return charges;
}

std::string describe(const Volume& volume) {
  std::string text = std::to_string(volume.gigabytes) + " GiB " + volume.type;
  if (volume.iops > 0) text += ' ' + std::to_string(volume.iops) + " IOPS";
  if (volume.throughput > 0) text += ' ' + std::to_string(volume.throughput) + " MiB/s";
  return text;
}

void price_volume(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Volume volume{arguments.text("type", "gp2"), arguments.count("size", 0), arguments.count("iops", 0),
                      arguments.count("throughput", 0)};
  LineWriter line(in, "volumes", resource.id.name, resource);
  line.what(describe(volume));
  for (const auto& charge : charges_of(volume)) line.charge(always(charge.quantity), charge.key);
  std::move(line).finish();
}

}  // namespace slipway::cost
