#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/iam_statements.h"
#include "components/parts/live_checks.h"

/// Mountpoint for S3: shows buckets as volumes. Static volumes only; not POSIX (no renames, no appends): for reading
/// models and datasets, not for checkpoints that are renamed when complete. The role reaches the buckets of
/// storage.mountableBuckets and no other; adding a bucket is adding a line.
namespace slipway::components {

namespace {

/// "arn:aws:s3:::models" is models.
std::string_view bucket_of(std::string_view arn) {
  const auto colon = arn.rfind(':');
  return colon == std::string_view::npos ? arn : arn.substr(colon + 1);
}

/// A role takes 10 managed policies unless AWS is asked for more (IAM quotas).
constexpr int kMostPolicies = 10;

std::vector<platform::Statement> statements_for(Expansion& in, std::span<const spec::Text> buckets) {
  StatementsWanted wanted;
  for (const auto& arn : buckets) wanted.each["bucket"].push_back(doc::Value(bucket_of(arn.value)).from(arn.where));
  return statements_of(in, "aws-mountpoint-s3-csi-driver", wanted);
}

/// Inline while IAM takes it so; more buckets go to managed policies, as many in each as it holds.
std::vector<platform::Statement> split_by_size(Expansion& in, std::span<const spec::Text> buckets) {
  auto whole = statements_for(in, buckets);
  if (platform::counted_size(platform::policy(whole)) <= platform::kInlinePolicyLimit) return whole;
  std::vector<platform::Statement> all;
  int number = 0;
  for (std::size_t first = 0; first < buckets.size();) {
    if (++number > kMostPolicies) {
      in.diagnostics.error("CMP131", buckets[first].where,
                           "the S3 CSI driver's role has no room for this bucket and those after it: IAM takes " +
                               std::to_string(kMostPolicies) + " policies of 6,144 characters",
                           "put what is mounted into fewer buckets, or give workloads roles of their own");
      return {};
    }
    std::size_t least = 1, most = buckets.size() - first;  // of a part that fits; a bucket alone always does
    while (least < most) {
      const std::size_t count = (least + most + 1) / 2;
      const auto part = statements_for(in, buckets.subspan(first, count));
      if (platform::counted_size(platform::policy(part)) <= platform::kManagedPolicyLimit)
        least = count;
      else
        most = count - 1;
    }
    for (auto& statement : statements_for(in, buckets.subspan(first, least))) {
      statement.policy = "buckets-" + std::to_string(number);
      all.push_back(std::move(statement));
    }
    first += least;
  }
  return all;
}

void expand_s3_csi(Expansion& in) {
  const auto& buckets = in.platform.storage.mountable_buckets;
  if (buckets.empty()) {
    in.diagnostics.warning("STO001", in.platform.storage.where ? in.platform.storage.where : in.where,
                           "the S3 CSI driver may mount no bucket",
                           "name buckets in storage.mountableBuckets: [arn:aws:s3:::name]");
    add_addon(in, "aws-mountpoint-s3-csi-driver");
    check_daemon_set(in, "kube-system", "s3-csi-node");
    return;
  }
  AddonIdentity identity{{"s3-csi"}, {"kube-system", "s3-csi-driver-sa"}};
  identity.role.statements = split_by_size(in, buckets);
  add_addon(in, "aws-mountpoint-s3-csi-driver", {}, identity, buckets.front().where);
  check_daemon_set(in, "kube-system", "s3-csi-node");
}

bool is_wanted(const spec::Platform& platform) {
  if (!platform.storage.mountable_buckets.empty()) return true;
  for (const auto& driver : platform.storage.csi)
    if (driver.value == "s3") return true;
  return false;
}

}  // namespace

extern const Component s3_csi = {
    "s3-csi", "buckets as volumes (Mountpoint for S3)", Stage::Addons, {}, is_wanted, nullptr, expand_s3_csi};

}  // namespace slipway::components
