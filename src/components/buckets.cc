#include <algorithm>
#include <utility>

#include "components/component.h"
#include "components/parts/data_names.h"
#include "components/parts/expected.h"
#include "components/parts/iam_statements.h"
#include "components/parts/keys.h"
#include "platform/fill.h"
#include "platform/iam.h"

namespace slipway::components {

namespace {

constexpr std::int64_t kAbortUploadsDays = 7;

/// Names of buckets are shared by all of AWS: the account makes ours our own.
doc::Value bucket_name(Expansion& in, std::string_view name, const spec::Bucket& bucket) {
  if (!bucket.bucket_name.value.empty()) return bucket.bucket_name.value;
  return fill(in, in.platform.name.value + "-" + std::string(name) + "-{account}");
}

doc::Map lifecycle_rule(std::string_view id) { return {{"id", id}, {"status", "Enabled"}, {"filter", doc::Map{}}}; }

doc::List lifecycle_rules(const spec::Bucket& bucket) {
  doc::List rules;
  auto current = lifecycle_rule("expire");
  if (bucket.expire_after_days.value > 0)
    current.set("expiration", doc::Map{{"days", bucket.expire_after_days.value}});
  else if (bucket.versioning.value)  // what `days` does beside: takes away markers of versions that are gone
    current.set("expiration", doc::Map{{"expired_object_delete_marker", true}});
  if (current.find("expiration")) rules.add(std::move(current));
  if (bucket.versioning.value)
    rules.add(lifecycle_rule("noncurrent")
                  .set("noncurrent_version_expiration", doc::Map{{"noncurrent_days", bucket.noncurrent_days.value}}));
  if (bucket.intelligent_tiering.value)
    rules.add(
        lifecycle_rule("tiering").set("transition", doc::Map{{"days", 0}, {"storage_class", "INTELLIGENT_TIERING"}}));
  rules.add(lifecycle_rule("abort-uploads")
                .set("abort_incomplete_multipart_upload", doc::Map{{"days_after_initiation", kAbortUploadsDays}}));
  return rules;
}

doc::Map default_encryption(std::string_view name, const spec::Bucket& bucket) {
  auto key = customer_key("bucket", name, bucket.encryption.value);
  if (bucket.encryption.value == "AES256") return {{"sse_algorithm", "AES256"}};
  doc::Map encryption{{"sse_algorithm", "aws:kms"}};
  if (!key.is_null()) encryption.set("kms_master_key_id", std::move(key));
  return encryption;
}

std::vector<platform::Statement> bucket_policy(Expansion& in, const platform::ResourceId& id,
                                               const spec::Bucket& bucket) {
  platform::Statement deny;
  deny.sid = "RequireTls";
  deny.effect = platform::Effect::Deny;
  deny.principals.push_back({"*", {}});
  deny.actions = {"s3:*"};
  deny.resources = {id.attribute("arn"), id.interpolated("arn") + "/*"};
  deny.conditions.push_back({"Bool", "aws:SecureTransport", {"false"}});
  std::vector<platform::Statement> statements{deny};
  if (bucket.access_logs_target.value) {
    auto deliver = platform::allow(
        {"s3:PutObject"}, {fill(in, id.interpolated("arn") + "/" + in.platform.name.value + "/AWSLogs/{account}/*")});
    deliver.sid = "LoadBalancerLogs";
    deliver.principals.push_back({"Service", {"logdelivery.elasticloadbalancing.amazonaws.com"}});
    statements.push_back(std::move(deliver));
  }
  return statements;
}

void check(Expansion& in, const std::string& name, const spec::Bucket& bucket) {
  if (!bucket.access_logs_target.value || bucket.encryption.value == "AES256") return;
  in.diagnostics.error("CMP110", bucket.encryption.where ? bucket.encryption.where : bucket.where,
                       "bucket '" + name + "' takes the logs of load balancers, which cannot use a KMS key",
                       "encrypt it with AES256");
}

/// A rule as S3 says it.
doc::Value as_s3_says(const doc::Value& argument) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"id", "ID"},
      {"status", "Status"},
      {"filter", "Filter"},
      {"expiration", "Expiration"},
      {"days", "Days"},
      {"expired_object_delete_marker", "ExpiredObjectDeleteMarker"},
      {"noncurrent_version_expiration", "NoncurrentVersionExpiration"},
      {"noncurrent_days", "NoncurrentDays"},
      {"transition", "Transition"},
      {"storage_class", "StorageClass"},
      {"abort_incomplete_multipart_upload", "AbortIncompleteMultipartUpload"},
      {"days_after_initiation", "DaysAfterInitiation"}};
  const auto* map = argument.map();
  if (!map) return argument;
  doc::Map said;
  for (const auto& [key, value] : map->entries()) {
    const auto known = std::ranges::find(kNames, key, &std::pair<std::string_view, std::string_view>::first);
    said.set(known == std::end(kNames) ? std::string(key) : std::string(known->second), as_s3_says(value));
  }
  return said;
}

void add_checks(Expansion& in, const platform::ResourceId& id, const std::string& name, const spec::Bucket& bucket) {
  const auto ask = [&](const char* claim, const char* operation, platform::Expectation expects) {
    in.add_check("bucket " + id.name + " " + claim,
                 platform::AwsQuestion{"s3", operation, {{"Bucket", id.interpolated("id")}}}, std::move(expects));
  };
  doc::Map encryption{{"SSEAlgorithm", bucket.encryption.value == "AES256" ? "AES256" : "aws:kms"}};
  if (auto key = customer_key("bucket", name, bucket.encryption.value);
      !key.is_null() && bucket.encryption.value != "AES256")
    encryption.set("KMSMasterKeyID", std::move(key));
  ask("is private", "GetPublicAccessBlock",
      includes("PublicAccessBlockConfiguration", doc::Map{{"BlockPublicAcls", true},
                                                          {"IgnorePublicAcls", true},
                                                          {"BlockPublicPolicy", true},
                                                          {"RestrictPublicBuckets", true}}));
  ask("encrypts what is put in", "GetBucketEncryption",
      includes("ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault", std::move(encryption)));
  const auto wanted = lifecycle_rules(bucket);
  doc::List rules;
  for (const auto& rule : wanted.items()) rules.add(as_s3_says(rule));
  ask("ends what is old", "GetBucketLifecycleConfiguration", same("Rules", std::move(rules)));
  if (bucket.versioning.value)
    ask("keeps versions", "GetBucketVersioning", {"Status", platform::Expectation::Holds::Equals, "Enabled"});
}

void add(Expansion& in, const std::string& name, const spec::Bucket& bucket, SourceRange where) {
  check(in, name, bucket);
  if (bucket.encryption.value == "create") add_key(in, "bucket", name, "objects of bucket " + name, where);
  const auto id = in.add("aws_s3_bucket", bucket_id(name).name, {{"bucket", bucket_name(in, name, bucket)}}, where);
  in.find(id.type, id.name)->facts.set("expectedGigabytes", gibibytes(bucket.expected_data.value));
  const auto of_bucket = [&](std::string_view type, doc::Map arguments) {
    doc::Map all{{"bucket", id.attribute("id")}};
    for (const auto& [key, value] : arguments.entries()) all.set(key, value);
    return in.add(type, id.name, std::move(all), where);
  };
  of_bucket("aws_s3_bucket_public_access_block", {{"block_public_acls", true},
                                                  {"block_public_policy", true},
                                                  {"ignore_public_acls", true},
                                                  {"restrict_public_buckets", true}});
  of_bucket("aws_s3_bucket_ownership_controls", {{"rule", doc::Map{{"object_ownership", "BucketOwnerEnforced"}}}});
  of_bucket("aws_s3_bucket_server_side_encryption_configuration",
            {{"rule", doc::Map{{"apply_server_side_encryption_by_default", default_encryption(name, bucket)},
                               {"bucket_key_enabled", bucket.encryption.value != "AES256"}}}});
  of_bucket("aws_s3_bucket_policy", {{"policy", platform::policy(bucket_policy(in, id, bucket))}});
  const auto lifecycle = of_bucket("aws_s3_bucket_lifecycle_configuration", {{"rule", lifecycle_rules(bucket)}});
  add_checks(in, id, name, bucket);
  if (!bucket.versioning.value) return;
  const auto versioning =
      of_bucket("aws_s3_bucket_versioning", {{"versioning_configuration", doc::Map{{"status", "Enabled"}}}});
  in.find(lifecycle.type, lifecycle.name)->depends_on.push_back(versioning);
}

void expand(Expansion& in) {
  for (const auto& [name, bucket] : in.platform.buckets)
    add(in, name.value, bucket, bucket.where ? bucket.where : name.where);
}

bool wanted(const spec::Platform& platform) { return !platform.buckets.empty(); }

}  // namespace

extern const Component buckets = {
    "buckets", "S3 buckets: encrypted, versioned, private, with a life cycle", Stage::Data, {}, wanted, nullptr,
    expand};

}  // namespace slipway::components
