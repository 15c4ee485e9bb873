#include <gtest/gtest.h>

#include "rules/testing/linted.h"
#include "rules/testing/variables.h"

namespace slipway::rules::testing {
namespace {

TEST(StandInRules, WhatWasToBeReplacedIs) {
  for (const char* wrong :
       {"XXXXXXXXXXXX.dkr.ecr.us-west-2.amazonaws.com/a", "<redis-password>",
        "arn:aws:acm:us-west-2:1:certificate/xxxx-xxxx-example", "https://hooks.slack.com/services/YOUR/WEBHOOK/URL",
        "CHANGEME", "PLACEHOLDER_NODES", "ACCOUNT_ID.dkr.ecr.eu-west-1.amazonaws.com/a:1",
        "123456789012.dkr.ecr.REGION.amazonaws.com/a:1", "arn:aws:iam::ACCOUNT:role/x", "arn:aws:sqs:AWS_REGION:1:a",
        "<your-ecr-repo>/tinyllama:1", "<az>", "<AZ>", "<<AZ>>", "<<N>>", "<id>"})
    EXPECT_EQ(lines("SEC002", pod("A", wrong)), "10") << wrong;
  for (const char* right : {"a < b",
                            "<pending>",
                            "http://searxng:8080/search?q=<query>",
                            "text/html; <b>",
                            "see <a> and <az>",
                            "<a>",
                            "<T>",
                            "<br>",
                            "<h1>",
                            "vector<Ab>",
                            "<<EO",
                            "a<<b>>c",
                            "x<AZ>",
                            "maXXX",
                            "xxl",
                            "yourself",
                            "if a <b and c> d",
                            "exchange",
                            "arn:aws:iam::1:role/ACCOUNT-ADMIN",
                            "arn:aws:sns:us-east-1:1:REGION",
                            "REGION",
                            "s3:ACCOUNT:x",
                            "${ACCOUNT_ID}.dkr.ecr.eu-west-1.amazonaws.com/a:1"})
    EXPECT_EQ(lines("SEC002", pod("A", right)), "") << right;
}

TEST(StandInRules, ScriptsToo) {
  EXPECT_EQ(
      linted("SEC002", {{"a.sh", "aws sns publish --topic-arn arn:aws:sns:us-west-2:XXXXXXXXXXXX:alerts\n"}}).size(),
      1u);
  EXPECT_EQ(linted("SEC002", {{"a.sh", "aws sns publish --topic-arn $TOPIC\n"}}).size(), 0u);
  EXPECT_EQ(linted("SEC002", {{"a.sh", "REGION=\"<your-region>\"\n"}}).size(), 1u);
  // Text for people, and patterns of text.
  for (const char* right :
       {"echo \"usage: $0 <cluster>\"", "printf '%s <name>\\n' x", "sed -i 's/<CLUSTER>/a/' f.yaml",
        "find . -exec sed -i 's/a/<YOUR_PASSWORD>/' {} +", "IP=\"<pending>\"", "grep -q CHANGEME f",
        "read -p \"your-region <us-west-2>: \" r", "[ \"$A\" = \"<cluster>\" ]", "[[ $A == \"CHANGEME\" ]]",
        "# replace <CLUSTER>", "itype=\"<none>\"", "USAGE=\"run <cluster> <region>\""})
    EXPECT_EQ(linted("SEC002", {{"a.sh", std::string(right) + "\n"}}).size(), 0u) << right;
}

TEST(StandInRules, TokensOfModelsAreNoStandIns) {
  const auto runs = [](const std::string& word) {
    return linted("SEC002", {{"a.sh", "serve '" + word + "'\n"}}).size();
  };
  for (const char* token : {"--eos=<eos>", "--pad=<pad>", "<start_of_turn>", "--stop=<|im_end|>", "<fim_prefix>"})
    EXPECT_EQ(runs(token), 0u) << token;
  EXPECT_EQ(runs("--token=<hf-token>"), 1u);
  EXPECT_EQ(linted("SH007", {{"a.sh", "kubectl exec a -- serve '--eos=<eos>'\n"}}).size(), 0u);
}

TEST(StandInRules, ValuesOfChartsToo) {
  const auto file = [](const std::string& values) {
    return std::vector<std::pair<std::string, std::string>>{{"redis-values.yaml", values}, {"my-values.yaml", values}};
  };
  EXPECT_EQ(linted("SEC002", file("aws: {roleArn: 'arn:aws:iam::<ACCOUNT_ID>:role/k'}\n")).size(), 1u);
  EXPECT_EQ(linted("SEC002", file("aws: {roleArn: 'arn:aws:iam::210987654321:role/k'}\n")), std::vector<std::string>{});
}

}  // namespace
}  // namespace slipway::rules::testing
