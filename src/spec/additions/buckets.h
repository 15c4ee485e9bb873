#pragma once

#include "spec/additions/addition.h"

namespace slipway::spec::additions {

struct BucketsWanted {
  Texts arns = {};
  Text prefix = {};           // only what begins so; with an account
  Flag read_only = {};        // with an account
  Text workload = {};         // NAME or NAMESPACE/NAME: whose role gets the rights
  Text service_account = {};  // NAMESPACE/NAME: whose role gets the rights
};

/// Existing buckets that pods may use. Without a workload or account: through the S3 CSI driver, whose list of
/// mountable buckets grows (Mountpoint itself comes with the first). With one: its own role may read them (and write,
/// unless read_only), and no other pod; the role is made where it has none. What is there already is said and left.
Addition add_buckets(const Platform& platform, const BucketsWanted& wanted, Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
