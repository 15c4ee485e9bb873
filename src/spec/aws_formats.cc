#include "base/text.h"
#include "spec/text_check.h"
#include "spec/text_format.h"

/// What AWS's names, ARNs and amounts look like.
namespace slipway::spec {
namespace {

using namespace text_check;

Checked arn(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts[0] != "arn") return wrong(0, "it does not start with arn:");
  if (parts.size() < 6) return wrong(text.size(), "it has six parts with colons between them");
  if (!parts[1].starts_with("aws")) return wrong(4, "unknown partition: aws, aws-cn or aws-us-gov");
  if (parts[2].empty()) return wrong(5 + parts[1].size(), "the service is missing");
  if (parts[5].empty()) return wrong(text.size(), "the resource is missing");
  if (first_bad(text, [](char c) { return c > ' ' && c != '"' && c != '\x7f'; }))
    return wrong(0, "it has a space in it");
  if (!parts[4].empty() && parts[4] != "aws" && (parts[4].size() != 12 || first_bad(parts[4], is_digit)))
    return wrong(static_cast<std::size_t>(parts[4].data() - text.data()), "an account id has twelve digits");
  return std::nullopt;
}

Checked arn_of(std::string_view text, std::string_view service, std::string_view example) {
  if (const auto error = arn(text)) return error;
  if (split(text, ':')[2] != service)
    return wrong(4, "it is an ARN of another service: " + std::string(example) + " is meant");
  return std::nullopt;
}

Checked key_arn(std::string_view text) { return arn_of(text, "kms", "arn:aws:kms:…:key/…"); }

Checked principal_arn(std::string_view text) {
  if (split(text, ':').size() > 2 && split(text, ':')[2] == "sts") return arn(text);
  return arn_of(text, "iam", "arn:aws:iam::…:role/…");
}

/// Also of what stands for a bucket where one is read: an access point's alias, a directory bucket.
Checked bucket_or_alias(std::string_view text) {
  if (text.size() < 3 || text.size() > 63) return wrong(0, "it has 3 to 63 characters");
  if (const auto bad = first_bad(text, [](char c) { return is_digit(c) || is_lower(c) || c == '-' || c == '.'; }))
    return wrong(*bad, "only a-z, 0-9, - and . may be in it");
  if (!is_alnum(text.front()) || !is_alnum(text.back())) return wrong(0, "it starts and ends with a letter or digit");
  if (text.find("..") != std::string_view::npos) return wrong(text.find(".."), "two dots follow each other");
  return std::nullopt;
}

/// S3 User Guide, "General purpose bucket naming rules" (2026).
Checked bucket_name(std::string_view text) {
  if (auto error = bucket_or_alias(text)) return error;
  const auto is_of_address = [](char c) { return is_digit(c) || c == '.'; };
  if (split(text, '.').size() == 4 && !first_bad(text, is_of_address)) return wrong(0, "it looks like an IP address");
  for (const char* prefix : {"xn--", "sthree-", "amzn-s3-demo-"})
    if (text.starts_with(prefix)) return wrong(0, std::string("S3 takes no name that begins with ") + prefix);
  for (const std::string_view suffix : {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"})
    if (text.ends_with(suffix))
      return wrong(text.size() - suffix.size(), "S3 keeps names that end with " + std::string(suffix) + " for itself");
  return std::nullopt;
}

Checked bucket_arn(std::string_view text) {
  if (const auto error = arn_of(text, "s3", "arn:aws:s3:::name")) return error;
  const auto name = split(text, ':')[5];
  const auto offset = static_cast<std::size_t>(name.data() - text.data());
  if (name.find('*') != std::string_view::npos) return wrong(offset, "no wildcard: name each bucket");
  if (name.find('/') != std::string_view::npos) return wrong(offset + name.find('/'), "a bucket, not an object");
  if (const auto error = bucket_name(name)) return wrong(offset + error->offset, error->message);
  return std::nullopt;
}

Checked account_id(std::string_view text) {
  if (text.size() != 12 || first_bad(text, is_digit)) return wrong(0, "an account id has twelve digits");
  return std::nullopt;
}

Checked aws_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return wrong(0, "it starts with " + std::string(prefix));
  const auto digits = text.substr(prefix.size());
  if (const auto bad = first_bad(digits, is_hex)) return wrong(prefix.size() + *bad, "only 0-9 and a-f may follow");
  if (digits.size() != 8 && digits.size() != 17) return wrong(prefix.size(), "17 (or, when old, 8) digits follow");
  return std::nullopt;
}

Checked vpc_id(std::string_view text) { return aws_id(text, "vpc-"); }

Checked subnet_id(std::string_view text) { return aws_id(text, "subnet-"); }

Checked reservation_id(std::string_view text) { return aws_id(text, "cr-"); }
Checked ami_id(std::string_view text) { return aws_id(text, "ami-"); }

Checked s3_uri(std::string_view text) {
  constexpr std::string_view kScheme = "s3://";
  if (!text.starts_with(kScheme)) return wrong(0, "it starts with s3://");
  const auto rest = text.substr(kScheme.size());
  if (const auto error = bucket_or_alias(rest.substr(0, rest.find('/'))))
    return wrong(kScheme.size() + error->offset, "the bucket's name: " + error->message);
  if (first_bad(rest, [](char c) { return c > ' ' && c != '\x7f'; })) return wrong(0, "it has a space in it");
  return std::nullopt;
}

Checked decimal(std::string_view text) {
  const std::size_t start = text.starts_with('-') ? 1 : 0;
  const auto number = text.substr(start);
  const auto dot = number.find('.');
  const auto whole = number.substr(0, dot);
  const auto fraction = dot == std::string_view::npos ? std::string_view("0") : number.substr(dot + 1);
  if (whole.empty() || fraction.empty() || whole.size() > 15 || fraction.size() > 12 || first_bad(whole, is_digit) ||
      first_bad(fraction, is_digit))
    return wrong(0, "a number such as 90 or 0.5");
  return std::nullopt;
}

Checked not_negative(std::string_view text) {
  if (text.starts_with('-')) return wrong(0, "it is below 0");
  return decimal(text);
}

Checked seconds(std::string_view text) { return not_negative(text) ? format::kDuration.check(text) : std::nullopt; }

Checked rate(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong(text.size(), "/s, /m or /h is missing");
  if (auto number = not_negative(text.substr(0, slash))) return number;
  const auto unit = text.substr(slash + 1);
  if (unit != "s" && unit != "m" && unit != "h")
    return wrong(slash + 1, "it is by the second (s), minute (m) or hour (h)");
  return std::nullopt;
}

Checked usd(std::string_view text) {
  const auto number = text.ends_with(" USD") ? text.substr(0, text.size() - 4) : text;
  if (decimal(number) || number.starts_with('-')) return wrong(0, "an amount such as 6000 USD");
  return std::nullopt;
}

Checked metric_name(std::string_view text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size())
    return wrong(0, "namespace and name with a slash between them");
  return std::nullopt;
}

Checked percentile(std::string_view text) {
  if (!text.starts_with('p') || text.size() > 8 || decimal(text.substr(1)) || text.starts_with("p-"))
    return wrong(0, "a percentile such as p95");
  return std::nullopt;
}

}  // namespace

namespace format {
const TextFormat kArn{"ARN", "an ARN", "^arn:aws[^:]*:[^:]+:[^:]*:[^:]*:.+$", arn};
const TextFormat kKeyArn{"ARN", "the ARN of a KMS key", "^arn:aws[^:]*:kms:[^:]*:[0-9]{12}:.+$", key_arn};
const TextFormat kPrincipalArn{"ARN", "the ARN of an IAM role or user", "^arn:aws[^:]*:(iam|sts)::[0-9]{12}:.+$",
                               principal_arn};
const TextFormat kBucketArn{"ARN", "the ARN of a bucket", "^arn:aws[^:]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
                            bucket_arn};
const TextFormat kPrincipal{
    "principal", "an ARN, or a service such as ecs.amazonaws.com", "",
    [](std::string_view text) { return text.starts_with("arn:") ? arn(text) : dns_name(text); }};
const TextFormat kAccountId{"account id", "an AWS account id", "^[0-9]{12}$", account_id};
const TextFormat kVpcId{"VPC id", "the id of a VPC", "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", vpc_id};
const TextFormat kSubnetId{"subnet id", "the id of a subnet", "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$", subnet_id};
const TextFormat kReservationId{"reservation id", "the id of a capacity reservation", "^cr-([0-9a-f]{8}|[0-9a-f]{17})$",
                                reservation_id};
const TextFormat kAmiId{"AMI id", "the id of an AMI", "^ami-([0-9a-f]{8}|[0-9a-f]{17})$", ami_id};
const TextFormat kS3Uri{"S3 address", "an S3 address such as s3://bucket/prefix",
                        "^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", s3_uri};
const TextFormat kBucketName{"bucket name", "the name of a bucket", "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket_name};
const TextFormat kUsd{"amount", "an amount of US dollars such as 6000 USD", "^[0-9]+(\\.[0-9]+)?( USD)?$", usd, true};
const TextFormat kDecimal{"number", "a number such as 90 or 0.5", "^-?[0-9]+(\\.[0-9]+)?$", decimal, true};
const TextFormat kNotNegative{"number", "a number such as 90 or 0.5", "^[0-9]+(\\.[0-9]+)?$", not_negative, true};
const TextFormat kSeconds{"seconds or duration", "a number of seconds or a duration such as 4, 0.5 or 3m",
                          "^([0-9]+(\\.[0-9]+)?|([0-9]{1,9}(ms|s|m|h))+)$", seconds, true};
const TextFormat kRate{"rate", "a rate such as 4/s or 0.5/m", "^[0-9]+(\\.[0-9]+)?/[smh]$", rate};
const TextFormat kPercentile{"percentile", "a percentile such as p95", "^p[0-9]{1,2}(\\.[0-9]+)?$", percentile};
const TextFormat kMetricName{"metric", "a CloudWatch metric such as AWS/SQS/NumberOfMessagesSent", "^.+/[^/]+$",
                             metric_name};
}  // namespace format

}  // namespace slipway::spec
