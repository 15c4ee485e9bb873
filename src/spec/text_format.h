#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace slipway::spec {

/// What a text of platform.yaml must be beyond being a string. Rows name one of these.
struct TextFormat {
  std::string_view name;      // as the reference page says it: "duration"
  std::string_view expected;  // as a diagnostic says it: "a duration such as 5m or 1h30m"
  std::string_view pattern;   // regular expression of the JSON Schema; "" when it would say nothing
  std::optional<ParseError> (*check)(std::string_view text);
  bool takes_numbers = false;  // an unquoted number is what it says: 16, 1.5
};

namespace format {
extern const TextFormat kNotEmpty;
extern const TextFormat kQuantity;  // 500m, 16Gi
extern const TextFormat kSize;      // a quantity of whole bytes: 50Gi
extern const TextFormat kDuration;  // 30s, 5m, 1h30m
extern const TextFormat kDurationOrNever;
extern const TextFormat kCountOrPercent;     // 1, 10%
extern const TextFormat kCidr;               // 10.0.0.0/16
extern const TextFormat kArn;                // arn:aws:kms:us-west-2:111122223333:key/…
extern const TextFormat kKeyArn;             // of a KMS key
extern const TextFormat kPrincipalArn;       // of an IAM role or user
extern const TextFormat kBucketArn;          // arn:aws:s3:::name, no wildcard
extern const TextFormat kPrincipal;          // an ARN, or a service such as ecs.amazonaws.com
extern const TextFormat kDnsLabel;           // what a Kubernetes name may be
extern const TextFormat kDnsName;            // labels joined by dots
extern const TextFormat kLabelKey;           // example.com/team
extern const TextFormat kLabelValue;         //
extern const TextFormat kNamespacedName;     // ml-training/trainer
extern const TextFormat kSecretKey;          // name/key of a Secret
extern const TextFormat kVariableName;       // of the environment
extern const TextFormat kCron;               // five fields, or @daily …
extern const TextFormat kSysctlName;         // net.core.somaxconn
extern const TextFormat kAccountId;          // twelve digits
extern const TextFormat kKubernetesVersion;  // 1.35
extern const TextFormat kVersion;            // 1.14.1, v0.17.0, latest
extern const TextFormat kVpcId;              // vpc-0123456789abcdef0
extern const TextFormat kSubnetId;           //
extern const TextFormat kReservationId;      // cr-0123456789abcdef0
extern const TextFormat kAmiId;              // ami-0123456789abcdef0
extern const TextFormat kS3Uri;              // s3://bucket/prefix
extern const TextFormat kBucketName;         //
extern const TextFormat kUrlPath;            // /v1/general
extern const TextFormat kUrl;                // https://…, oci://…, git@…
extern const TextFormat kEmail;              //
extern const TextFormat kUsd;                // 6000 USD
extern const TextFormat kDecimal;            // 0.9, -3
extern const TextFormat kNotNegative;        // 0.9, 8000
extern const TextFormat kSeconds;            // 4, 0.5, or a duration
extern const TextFormat kRate;               // 4/s, 0.5/m
extern const TextFormat kImage;              // registry/repository:tag
extern const TextFormat kPercentile;         // p95, p99.9
extern const TextFormat kMetricName;         // CloudWatch namespace/name
extern const TextFormat kFilePattern;        // relative, stays below the folder of platform.yaml
}  // namespace format

}  // namespace slipway::spec
