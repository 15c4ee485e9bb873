#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string pod(const std::string& name, const std::string& value) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    "
         "env:\n    - name: " +
         name + "\n      value: \"" + value + "\"\n";
}

TEST(WrittenSecretRules, SecretsAreNotWrittenDown) {
  EXPECT_EQ(lines("SEC001", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: hunter2\n"),
            "5");
  EXPECT_EQ(lines("SEC001", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"), "");
  EXPECT_EQ(lines("SEC001", pod("REDIS_PASSWORD", "hunter2")), "10");
  EXPECT_EQ(lines("SEC001", pod("WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/abc")), "10");
  EXPECT_EQ(lines("SEC001", pod("MAX_TOKENS", "2048")), "");
  // The looks of a part hide no secret; what is filled in as a whole is none yet.
  const auto secret = [](const std::string& value) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: \"" + value + "\"\n";
  };
  for (const char* written : {"pa$Sword12345", "paSword12345", "a%AB%c1", "x__NAME__y", "db://u:hunter2@${HOST}/x"}) {
    EXPECT_EQ(lines("SEC001", pod("DB_PASSWORD", written)), "10") << written;
    EXPECT_EQ(lines("SEC001", secret(written)), "5") << written;
  }
  for (const char* filled : {"${PASSWORD}", "$PASSWORD", "$(OTHER)", "{{ password }}", "__PASSWORD__", "%PASSWORD%",
                             "<password>", "CHANGEME"}) {
    EXPECT_EQ(lines("SEC001", pod("DB_PASSWORD", filled)), "") << filled;
    EXPECT_EQ(lines("SEC001", secret(filled)), "") << filled;
  }
  const std::string letters = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8";
  for (const std::string beginning :
       {"ghp_", "gho_", "glpat-", "nvapi-", "hvs.", "xapp-", "sk-", "sk-ant-", "dckr_pat_", "AIzaSy",
        "eyJhbGciOiJSUzI1NiJ9.", "https://discord.com/api/webhooks/1/"})
    EXPECT_EQ(lines("SEC001", pod("A", beginning + letters)), "10") << beginning;
  EXPECT_EQ(lines("SEC001", pod("A", "AKIA" + std::string(16, 'Q'))), "10");
  for (const char* plain : {"sk-learn-and-some-more-words", "eyJhIjogMSwgImIiOiAyLCAiYyI6IDN9", "hf_transfer",
                            "https://hooks.slack.com/services/", "AKIA-is-how-they-begin"})
    EXPECT_EQ(lines("SEC001", pod("A", plain)), "") << plain;
  EXPECT_EQ(lines("SEC001", pod("HF", "hf_xxxxxxxxxxxxxxxx")), "") << "to be replaced: SEC002 says so";
}

TEST(WrittenSecretRules, VariablesOfDotenvFilesHoldNone) {
  const auto env = [](const std::string& line) { return linted("SEC001", {{"a.env", "A=b\n" + line + "\n"}}); };
  for (const char* written :
       {"AWS_ACCESS_KEY_ID=AKIAQ3EGWZ7XTRL4KZNB", "AWS_SECRET_ACCESS_KEY=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",
        "ANY=u7Hq2mVx9Lr4Kd8TfP1sNz6YbW3cGjE5aQoRhXiM", "HF_TOKEN=hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh",
        "export DB_PASSWORD='hunter2'", "GRAFANA_PASSWORD=a1b2c3",
        "SLACK=https://hooks.slack.com/services/T0/B0/abc123de", "CLIENT_SECRET=9f8e7d6c5b4a",
        "WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567"})
    EXPECT_EQ(env(written).size(), 1u) << written;
  for (const char* none :
       {"HF_TOKEN=", "HF_TOKEN=${OTHER_TOKEN:-}", "HF_TOKEN=<token>", "DB_PASSWORD=changeme", "HF_SECRET=hf-token-v1",
        "TLS_SECRET=web-tls", "TOKEN_SECRET=prod/llm/hf1", "DB_PASSWORD=/run/secrets/db1", "MAX_TOKENS=2048",
        "HF_TOKEN=hf_xxxxxxxxxxxxxxxxxxxxxxxx", "PAD_TOKEN=128001", "SHA=da39a3ee5e6b4b0d3255bfef95601890afd80709"})
    EXPECT_EQ(env(none), std::vector<std::string>{}) << none;
}

TEST(WrittenSecretRules, WhoLogsInIsNoSecret) {
  const auto secret = [](const std::string& data, const std::string& field = "stringData") {
    return lines("SEC001", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n" + field + ":\n  " + data + "\n");
  };
  for (const char* open : {"username: mysql", "DB_USER: a", "type: git", "url: https://github.com/a/b"})
    EXPECT_EQ(secret(open), "") << open;
  for (const char* shut : {"password: mysql", "url: https://a:b@c.com/d", "url: postgres://a@b", "user-password: x",
                           "url: https://hooks.slack.com/services/T0/B0/abc123de", "name: AKIAQ3EGWZ7XTRL4KZNB"})
    EXPECT_EQ(secret(shut), "5") << shut;
  EXPECT_EQ(secret("url: aHR0cHM6Ly9naXRodWIuY29tL2EvYg==", "data"), "");
  EXPECT_EQ(secret("url: aHR0cHM6Ly9hOmJAYy5jb20vZA==", "data"), "5");
  for (const char* none : {"EMPTY", "dummy", "not-needed", "PLACEHOLDER_KEY"})
    EXPECT_EQ(lines("SEC001", pod("OPENAI_API_KEY", none)), "") << none;
  EXPECT_EQ(lines("SEC001", pod("OPENAI_API_KEY", "s3cr3t")), "10");
}

TEST(WrittenSecretRules, AddressesHoldPasswords) {
  for (const char* wrong : {"postgres://app:Tr0ub4dor3@db:5432/app", "redis://:s3cr3t@cache.ml.svc:6379/0",
                            "amqps://a:b@mq", "mongodb+srv://u:p%40ss@c/x?y=z"})
    EXPECT_EQ(lines("SEC001", pod("DATABASE_URL", wrong)), "10") << wrong;
  for (const char* right :
       {"postgres://app@db:5432/app", "redis://cache:6379", "https://a.com/b:c@d", "postgres://app:$(PASSWORD)@db/app",
        "postgres://app:${PASSWORD}@db/app", "postgres://app:{{ .Values.p }}@db", "postgres://app:<password>@db",
        "see http://a:b", "postgres://u:changeme@db"})
    EXPECT_EQ(lines("SEC001", pod("DATABASE_URL", right)), "") << right;
}

TEST(WrittenSecretRules, ConfigMapsHoldNone) {
  const auto map = [](const std::string& data) {
    return lines("SEC001", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  " + data + "\n");
  };
  for (const char* wrong : {"DB_PASSWORD: hunter2", "url: postgres://app:hunter2@db/app"})
    EXPECT_EQ(map(wrong), "5") << wrong;
  for (const char* right : {"DB_PASSWORD: ${DB_PASSWORD}", "DB_HOST: db", "password.policy: strict", "DB_PASSWORD: ''",
                            "url: postgres://db/app", "nginx.conf: \"a\\nb\""})
    EXPECT_EQ(map(right), "") << right;
}

TEST(WrittenSecretRules, WhatWasToBeReplacedIs) {
  for (const char* wrong :
       {"XXXXXXXXXXXX.dkr.ecr.us-west-2.amazonaws.com/a", "<redis-password>",
        "arn:aws:acm:us-west-2:1:certificate/xxxx-xxxx-example", "https://hooks.slack.com/services/YOUR/WEBHOOK/URL",
        "CHANGEME", "PLACEHOLDER_NODES", "ACCOUNT_ID.dkr.ecr.eu-west-1.amazonaws.com/a:1",
        "123456789012.dkr.ecr.REGION.amazonaws.com/a:1", "arn:aws:iam::ACCOUNT:role/x", "arn:aws:sqs:AWS_REGION:1:a",
        "<your-ecr-repo>/tinyllama:1", "<az>", "<AZ>", "<<AZ>>", "<<N>>", "<id>"})
    EXPECT_EQ(lines("SEC002", pod("A", wrong)), "10") << wrong;
  for (const char* right : {"a < b",
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

TEST(WrittenSecretRules, ScriptsToo) {
  EXPECT_EQ(
      linted("SEC002", {{"a.sh", "aws sns publish --topic-arn arn:aws:sns:us-west-2:XXXXXXXXXXXX:alerts\n"}}).size(),
      1u);
  EXPECT_EQ(linted("SEC002", {{"a.sh", "aws sns publish --topic-arn $TOPIC\n"}}).size(), 0u);
  EXPECT_EQ(linted("SEC002", {{"a.sh", "REGION=\"<your-region>\"\n"}}).size(), 1u);
  // Text for people, and patterns of text.
  for (const char* right :
       {"echo \"usage: $0 <cluster>\"", "printf '%s <name>\\n' x", "sed -i 's/<CLUSTER>/a/' f.yaml",
        "grep -q CHANGEME f", "read -p \"your-region <us-west-2>: \" r", "[ \"$A\" = \"<cluster>\" ]",
        "[[ $A == \"CHANGEME\" ]]", "# replace <CLUSTER>", "itype=\"<none>\"", "USAGE=\"run <cluster> <region>\""})
    EXPECT_EQ(linted("SEC002", {{"a.sh", std::string(right) + "\n"}}).size(), 0u) << right;
}

TEST(WrittenSecretRules, ValuesOfChartsToo) {
  const auto set = [](const std::string& value) {
    return std::vector<std::pair<std::string, std::string>>{
        {"a.sh", "helm upgrade -i r oci://a/redis --version 1.0.0 --set '" + value + "'\n"}};
  };
  const auto file = [](const std::string& values) {
    return std::vector<std::pair<std::string, std::string>>{{"redis-values.yaml", values}, {"my-values.yaml", values}};
  };
  EXPECT_EQ(linted("SEC001", set("auth.password=S3cr3tPassw0rdX")).size(), 1u);
  EXPECT_EQ(linted("SEC001", file("a: {adminPassword: hunter2hunter2}\n")).size(), 1u) << "of the chart that we know";
  for (const char* none : {"auth.existingSecret=redis", "auth.password=$PASSWORD", "auth.usePassword=true",
                           "auth.existingSecretPasswordKey=redis-password", "data[0].secretKey=password"})
    EXPECT_EQ(linted("SEC001", set(none)), std::vector<std::string>{}) << none;
  EXPECT_EQ(linted("SEC002", file("aws: {roleArn: 'arn:aws:iam::<ACCOUNT_ID>:role/k'}\n")).size(), 1u);
  EXPECT_EQ(linted("SEC002", file("aws: {roleArn: 'arn:aws:iam::210987654321:role/k'}\n")), std::vector<std::string>{});
}

TEST(WrittenSecretRules, TokensOfModelsAreNoStandIns) {
  const auto runs = [](const std::string& word) {
    return linted("SEC002", {{"a.sh", "serve '" + word + "'\n"}}).size();
  };
  for (const char* token : {"--eos=<eos>", "--pad=<pad>", "<start_of_turn>", "--stop=<|im_end|>", "<fim_prefix>"})
    EXPECT_EQ(runs(token), 0u) << token;
  EXPECT_EQ(runs("--token=<hf-token>"), 1u);
  EXPECT_EQ(linted("SH007", {{"a.sh", "kubectl exec a -- serve '--eos=<eos>'\n"}}).size(), 0u);
}

}  // namespace
}  // namespace slipway::rules::testing
