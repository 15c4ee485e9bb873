#include "spec/text_format.h"

#include <gtest/gtest.h>
#include <regex.h>

#include <string>
#include <vector>

namespace slipway::spec {
namespace {

struct Refused {
  std::string_view text;
  std::size_t offset;
};
struct Case {
  const TextFormat& format;
  std::vector<std::string_view> taken;
  std::vector<Refused> refused;
};

bool matches(std::string_view pattern, std::string_view text) {
  regex_t compiled;
  EXPECT_EQ(regcomp(&compiled, std::string(pattern).c_str(), REG_EXTENDED | REG_NOSUB), 0) << pattern;
  const bool found = regexec(&compiled, std::string(text).c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return found;
}

TEST(TextFormat, TakesAndRefuses) {
  using namespace format;
  const Case cases[] = {
      {kQuantity, {"500m", "16Gi", "1.5", "0", "2e3"}, {{"16GiB", 2}, {"", 0}, {"-1", 0}, {"abc", 0}}},
      {kSize, {"50Gi", "1Ti", "1000000"}, {{"500m", 3}, {"50 Gi", 2}, {"-5Gi", 0}}},
      {kDuration,
       {"30s", "5m", "1h30m", "0", "500ms"},
       {{"5", 1}, {"5 m", 1}, {"5d", 1}, {"m", 0}, {"", 0}, {"1h5x", 3}, {"-5m", 0}}},
      {kNotNegative, {"0", "0.5", "8000"}, {{"-1", 0}, {"1e3", 0}, {"fast", 0}}},
      {kSeconds, {"4", "0.5", "3m", "1h30m"}, {{"-4", 0}, {"-3m", 0}, {"5d", 1}, {"", 0}}},
      {kRate, {"4/s", "0.01/s", "30/m", "0/h"}, {{"4", 1}, {"-4/s", 0}, {"4/d", 2}, {"4 / s", 0}, {"", 0}}},
      {kDurationOrNever, {"Never", "720h"}, {{"never", 0}}},
      {kCountOrPercent, {"1", "0", "10%", "100%"}, {{"101%", 0}, {"ten", 0}, {"%", 0}, {"1.5", 0}}},
      {kCidr,
       {"10.0.0.0/16", "0.0.0.0/0", "203.0.113.7/32"},
       {{"10.0.0.0", 8},
        {"10.0.0.256/16", 7},
        {"10.0.0.1/16", 0},
        {"10.0/16", 0},
        {"10.0.0.0/33", 9},
        {"010.0.0.0/8", 0}}},
      {kArn,
       {"arn:aws:sqs:us-west-2:111122223333:q", "arn:aws-cn:s3:::b/x"},
       {{"arn:aws:sqs", 11},
        {"aws:arn", 0},
        {"arn:aws:sqs:us-west-2:1234:q", 22},
        {"arn:gcp:sqs:a:111122223333:q", 4}}},
      {kKeyArn, {"arn:aws:kms:us-west-2:111122223333:key/1234"}, {{"arn:aws:sqs:us-west-2:111122223333:q", 4}}},
      {kPrincipalArn, {"arn:aws:iam::111122223333:role/admin"}, {{"arn:aws:s3:::b", 4}}},
      {kBucketArn,
       {"arn:aws:s3:::models"},
       {{"arn:aws:s3:::*", 13}, {"arn:aws:s3:::models/key", 19}, {"arn:aws:s3:::Models", 13}}},
      {kPrincipal, {"ecs.amazonaws.com", "arn:aws:iam::111122223333:role/x"}, {{"some one", 4}}},
      {kDnsLabel, {"a", "gpu-inference", "0x"}, {{"GPU", 0}, {"a_b", 1}, {"-a", 0}, {"a.b", 1}, {"", 0}}},
      {kDnsName, {"api.example.com"}, {{"api..com", 4}, {"Api.com", 0}}},
      {kLabelKey, {"team", "example.com/team", "nvidia.com/gpu"}, {{"a/b/c", 3}, {"example.com/", 12}, {"/x", 0}}},
      {kLabelValue, {"", "a.b_c", "v1"}, {{"a b", 1}, {"-a", 0}}},
      {kNamespacedName, {"ml-training/trainer"}, {{"trainer", 0}, {"ml_t/x", 2}}},
      {kSecretKey, {"redis-auth/password", "a/B.c"}, {{"redis-auth", 10}, {"a/", 2}}},
      {kVariableName, {"MODEL_NAME", "_x"}, {{"1A", 0}, {"A-B", 1}}},
      {kCron, {"0 9 * * mon-fri", "@daily", "*/5 * * * *"}, {{"0 9 * *", 0}, {"61 * * * *", 0}}},
      {kAccountId, {"111122223333"}, {{"1111", 0}}},
      {kKubernetesVersion, {"1.35"}, {{"1.35.2", 0}, {"v1.35", 0}, {"latest", 0}}},
      {kVersion, {"1.14.1", "v0.17.0", "latest", "550.127.05"}, {{"", 0}, {">=1", 0}, {"1 2", 1}}},
      {kVpcId, {"vpc-0123456789abcdef0", "vpc-12345678"}, {{"subnet-12345678", 0}, {"vpc-xyz", 4}, {"vpc-123", 4}}},
      {kSubnetId, {"subnet-0123456789abcdef0"}, {{"0123", 0}}},
      {kReservationId, {"cr-0123456789abcdef0"}, {{"cr-", 3}}},
      {kAmiId, {"ami-0123456789abcdef0", "ami-12345678"}, {{"ami-", 4}}},
      {kS3Uri,
       {"s3://bucket/prefix", "s3://bucket", "s3://models-abcdefgh-s3alias/x", "s3://x--usw2-az1--x-s3"},
       {{"bucket/prefix", 0}, {"s3://B/x", 5}}},
      {kBucketName,
       {"agentic-ai-results", "1.2.3", "1.2.3.4.5", "a.1.2.3", "xn-a", "sthree", "s3alias", "a-mrap"},
       {{"ab", 0},
        {"a..b", 1},
        {"a_b", 1},
        {"Abc", 0},
        {"abc-", 0},
        {".abc", 0},
        {"192.168.5.4", 0},
        {"xn--abc", 0},
        {"sthree-abc", 0},
        {"sthree-configurator", 0},
        {"amzn-s3-demo-bucket", 0},
        {"a-s3alias", 1},
        {"abc--ol-s3", 3},
        {"abc.mrap", 3},
        {"x--usw2-az1--x-s3", 11},
        {"abc--table-s3", 3}}},
      {kUrlPath, {"/v1/general", "/"}, {{"v1", 0}, {"/a b", 2}, {"/a?b", 2}}},
      {kUrl,
       {"https://example.com/x.git", "oci://public.ecr.aws/karpenter/karpenter", "git@example.com:a/b.git"},
       {{"example.com", 0}}},
      {kEmail, {"ops@example.com"}, {{"ops", 0}, {"@example.com", 0}}},
      {kUsd, {"6000 USD", "6000", "0.5 USD"}, {{"6000 EUR", 0}, {"-1", 0}, {"6,000", 0}}},
      {kDecimal, {"90", "0.5", "-3"}, {{"90%", 0}, {".5", 0}, {"", 0}}},
      {kImage,
       {"vllm/vllm-openai:v0.11.0", "a",
        "r.example.com:5000/x@sha256:0123456789012345678901234567890123456789012345678901234567890123"},
       {{"A b", 0}, {"", 0}}},
      {kPercentile, {"p95", "p99.9"}, {{"95", 0}, {"p", 0}}},
      {kMetricName, {"AWS/SQS/NumberOfMessagesSent"}, {{"Latency", 0}, {"AWS/", 0}}},
      {kFilePattern, {"k8s/**/*.yaml", "../base.yaml"}, {{"/etc/passwd", 0}, {"", 0}}},
      {kSysctlName, {"net.ipv4.tcp_congestion_control"}, {{"bbr", 0}, {"Net.x", 0}}},
  };
  for (const Case& c : cases) {
    for (const auto text : c.taken) {
      const auto error = c.format.check(text);
      EXPECT_FALSE(error) << c.format.expected << " " << text << ": " << (error ? error->message : "");
      // An editor that checks by the schema's pattern must not refuse it.
      if (!c.format.pattern.empty()) {
        EXPECT_TRUE(matches(c.format.pattern, text)) << c.format.pattern << " " << text;
      }
    }
    for (const auto& [text, offset] : c.refused) {
      const auto error = c.format.check(text);
      ASSERT_TRUE(error) << c.format.expected << " " << text;
      EXPECT_EQ(error->offset, offset) << c.format.expected << " " << text;
      EXPECT_FALSE(error->message.empty());
    }
  }
}

}  // namespace
}  // namespace slipway::spec
