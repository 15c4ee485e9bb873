#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/iam_statements.h"

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

void expand_s3_csi(Expansion& in) {
  const auto& buckets = in.platform.storage.mountable_buckets;
  if (buckets.empty()) {
    in.diagnostics.warning("STO001", in.platform.storage.where ? in.platform.storage.where : in.where,
                           "the S3 CSI driver may mount no bucket",
                           "name buckets in storage.mountableBuckets: [arn:aws:s3:::name]");
    add_addon(in, "aws-mountpoint-s3-csi-driver");
    return;
  }
  StatementsWanted wanted;
  for (const auto& arn : buckets) wanted.each["bucket"].push_back(doc::Value(bucket_of(arn.value)).from(arn.where));
  AddonIdentity identity{{"s3-csi"}, {"kube-system", "s3-csi-driver-sa"}};
  identity.role.statements = statements_of(in, "aws-mountpoint-s3-csi-driver", wanted);
  add_addon(in, "aws-mountpoint-s3-csi-driver", {}, identity, buckets.front().where);
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
