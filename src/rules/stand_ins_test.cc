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

TEST(StandInRules, InBase64OfASecretToo) {
  const auto secret = [](const std::string& kind, const std::string& value) {
    const std::string text =
        "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: s}\ndata: {token: \"" + value + "\"}\n";
    return linted("SEC002", {{"f.yaml", text}});
  };
  const std::string your_token = "PFlPVVJfVE9LRU4+Cg==";
  EXPECT_EQ(secret("Secret", your_token),
            std::vector<std::string>{"f.yaml:4 error: '<YOUR_TOKEN>' was to be replaced"});
  EXPECT_EQ(secret("ConfigMap", your_token), std::vector<std::string>{}) << "there it is a text as any other";
  EXPECT_EQ(secret("Secret", "cGE1NWNoYW5nZWQ="), std::vector<std::string>{});
}

/// What is said of the last line of a script.
std::string said_of(const std::string& script) {
  const Found found = run_rule("SEC002", {{"a.sh", script + "\n"}});
  std::string out;
  for (const Diagnostic& one : found.findings.all())
    out += fmt::format("{}{}: {}, {}", out.empty() ? "" : "; ", to_string(one.severity), one.message, one.hint);
  return out;
}

TEST(StandInRules, WhatScriptsSayToPeopleIsNone) {
  for (const char* right :
       {"log_info \"export HF_TOKEN='your-token-here'\"", "print_error 'run x --token=<YOUR_TOKEN>'",
        "die '<YOUR_TOKEN>'", "script-log YOUR_TOKEN", "log::warn CHANGEME",
        "step() { echo \"== $1\"; }\nstep CHANGEME",
        "function step {\n  local now=$(date)\n  [ -n \"$1\" ] && printf '%s' \"$1\" >&2\n}\nstep CHANGEME",
        "say_it() { echo \"$1\" | tee -a \"$LOG_FILE\"; }\nstep() { say_it \"$1\" >> /var/log/x; exit 1; }\nstep "
        "CHANGEME"})
    EXPECT_EQ(said_of(right), "") << right;
  for (const char* wrong :
       {"step CHANGEME", "step() { kubectl label ns \"$1\" a=b; echo done; }\nstep CHANGEME",
        "step() { echo \"token: $1\" > values.yaml; }\nstep CHANGEME",
        "step() { echo \"$1\" | kubectl apply -f -; }\nstep CHANGEME",
        "run_or_die() { \"$@\" || exit 1; }\nrun_or_die helm install CHANGEME",
        "log_and_run() { echo \"$@\"; eval \"$@\"; }\nlog_and_run CHANGEME", "step() { shift; }\nstep CHANGEME",
        "catalog CHANGEME", "step() { echo \"$1\"\nstep CHANGEME"})
    EXPECT_EQ(said_of(wrong).substr(0, 41), "error: 'CHANGEME' was to be replaced, in ") << wrong;
}

// What nobody needs to replace who sets the variable is not wrong yet.
TEST(StandInRules, DefaultsCountIfNobodySetsTheVariable) {
  struct Case {
    std::string script, says;
  };
  for (const Case& c : {
           Case{"LAN_IP=${LAN_IP:-YOUR_LAN_IP}",
                "warning: 'YOUR' was to be replaced, if nobody sets LAN_IP, in an assignment"},
           {"export KEY=\"${YOUR_KEY:-<your-key>}\"",
            "warning: '<your-key>' was to be replaced, if nobody sets YOUR_KEY, in an assignment"},
           {"aws sts ${A=CHANGEME}", "warning: 'CHANGEME' was to be replaced, if nobody sets A, in a command of aws"},
           {"A=\"${2:-$(aws sts x 2>/dev/null || echo \"YOUR_ACCOUNT_ID\")}\"",
            "warning: 'YOUR' was to be replaced, if the command before || fails, in an assignment"},
           {"A=${2:-$(b CHANGEME)}",
            "warning: 'CHANGEME' was to be replaced, if nobody gives argument 2, in an assignment"},
           {"A=${B:-${C-YOUR_C}}", "warning: 'YOUR' was to be replaced, if nobody sets C, in an assignment"},
           {"A=${1:-YOUR_C}", "warning: 'YOUR' was to be replaced, if nobody gives argument 1, in an assignment"},
           {"A=${B:?set it to <your-key>}", ""},
           {"A=${B:?CHANGEME}", ""},
           {"A=${B:+CHANGEME}", "error: 'CHANGEME' was to be replaced, in an assignment"},
           {"A=${B:-c}/CHANGEME", "error: 'CHANGEME' was to be replaced, in an assignment"},
           {"A=$(b || c; echo CHANGEME)", "error: 'CHANGEME' was to be replaced, in an assignment"},
           {"A=${B:-CHANGEME} C=CHANGEME",
            "warning: 'CHANGEME' was to be replaced, if nobody sets B, in an assignment; error: 'CHANGEME' was to be "
            "replaced, in an assignment"},
       })
    EXPECT_EQ(said_of(c.script), c.says) << c.script;
  EXPECT_EQ(linted("SEC002", {{"a.env", "KEY=${B:-<your-key>}\nC='<your-key>'\n"}}),
            (std::vector<std::string>{"a.env:1 warning: '<your-key>' was to be replaced",
                                      "a.env:2 error: '<your-key>' was to be replaced"}));
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
