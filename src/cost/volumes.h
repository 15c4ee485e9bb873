#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cost/pricing.h"

namespace slipway::cost {

/// An EBS volume. Sizes are GiB, which AWS bills as "GB"; throughput is MiB/s. 0: what the type includes.
struct Volume {
  std::string type = "gp3";
  std::int64_t gigabytes = 0, iops = 0, throughput = 0;
  friend bool operator==(const Volume&, const Volume&) = default;
};

/// So much of one price of a service.
struct Charge {
  Quantity quantity;
  std::string key;  // as Prices::service takes it
};

/// Size, and the IOPS and throughput beyond what the type includes: gp3 3,000 and 125 MiB/s; io1 and io2 none.
std::vector<Charge> charges_of(const Volume& volume);
/// "200 GiB gp3", "500 GiB gp3 16000 IOPS 1000 MiB/s".
std::string describe(const Volume& volume);

}  // namespace slipway::cost
