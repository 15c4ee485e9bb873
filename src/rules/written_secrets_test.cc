#include "rules/written_secrets.h"

#include <gtest/gtest.h>

#include "base/finding_secrets.h"
#include "base/known_secrets.h"
#include "rules/testing/linted.h"
#include "rules/testing/variables.h"

namespace slipway::rules::testing {
namespace {

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
                             "<password>", "CHANGEME", "YOUR_PASSWORD_HERE", "REPLACE_WITH_YOUR_PASSWORD"}) {
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
  for (const char* open : {"username: mysql", "DB_USER: a", "rootUser: minioadmin", "node.auth.username_in: muser",
                           "type: git", "url: https://github.com/a/b"})
    EXPECT_EQ(secret(open), "") << open;
  for (const char* shut : {"password: mysql", "url: https://a:b@c.com/d", "url: postgres://a@b", "user-password: x",
                           "node.auth.password_in: muser", "url: https://hooks.slack.com/services/T0/B0/abc123de",
                           "name: AKIAQ3EGWZ7XTRL4KZNB"})
    EXPECT_EQ(secret(shut), "5") << shut;
  EXPECT_EQ(secret("url: aHR0cHM6Ly9naXRodWIuY29tL2EvYg==", "data"), "");
  EXPECT_EQ(secret("url: aHR0cHM6Ly9hOmJAYy5jb20vZA==", "data"), "5");
  // <YOUR_TOKEN> with a line break, changeme, ${PASSWORD}; pa55changed
  for (const char* none : {"PFlPVVJfVE9LRU4+Cg==", "Y2hhbmdlbWU=", "JHtQQVNTV09SRH0="})
    EXPECT_EQ(secret("token: " + std::string(none), "data"), "") << none << " is to be replaced";
  EXPECT_EQ(secret("token: cGE1NWNoYW5nZWQ=", "data"), "5");
  EXPECT_EQ(secret("token: pa55!", "data"), "5") << "not even base64";
  for (const char* shut : {"db: postgres://app:pa55w0rdReal@db/app", "host: admin:Zq81kdkeikdkw@db.internal",
                           "endpoint: https://admin:Zq81kdk@es:9200", "name: Zq81kdkeikdkw", "config: Sup3rS3cret",
                           "config.yaml: 'password: hunter2hunter2'"})
    EXPECT_EQ(secret(shut), "5") << shut;
  for (const char* open : {"config: '{\"tlsClientConfig\":{\"insecure\":false}}'", "grafana.ini: \"[a]\\nb = UTC\"",
                           "server: https://kubernetes.default.svc", "token: op://vault/item/token",
                           "token: ref+awssecrets://a/b", "password: <path:secret/data/pg#pw>",
                           "password: vault:secret/data/x#y", "password: 'ENC[AES256_GCM,data:abc]'"})
    EXPECT_EQ(secret(open), "") << open;
  for (const char* none : {"EMPTY", "dummy", "not-needed", "PLACEHOLDER_KEY", "xxx", "none"})
    EXPECT_EQ(lines("SEC001", pod("OPENAI_API_KEY", none)), "") << none;
  EXPECT_EQ(lines("SEC001", pod("OPENAI_API_KEY", "s3cr3t")), "10");
}

// Whoever told SOPS to encrypt `data` alone, or wrote something beside it later, has the rest in plain text.
TEST(WrittenSecretRules, OfASecretOfSopsWhatIsPlainIsRead) {
  const std::string encrypted = "\"ENC[AES256_GCM,data:xx,iv:yy,tag:zz,type:str]\"";
  const auto secret = [&](const std::string& marks, const std::string& data) {
    return linted("SEC001",
                  {{"f.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: " + encrypted +
                                  "}\nstringData: {" + data + "}\nsops: {mac: " + encrypted + marks + "}\n"}});
  };
  const std::vector<std::string> password = {"f.yaml:5 warning: Secret s holds password in plain text"}, none;
  EXPECT_EQ(secret(", encrypted_regex: ^data$", "password: Hunter2xyzABC9, user: a"), password);
  EXPECT_EQ(secret("", "password: Hunter2xyzABC9"), password);
  EXPECT_EQ(secret("", "password: " + encrypted), none);
  EXPECT_EQ(secret("", "password: <password>"), none);
  EXPECT_EQ(secret(", unencrypted_regex: ^(kind|metadata|type)$", "password: Hunter2xyzABC9"), password);
  // What stays as it is because somebody said so.
  EXPECT_EQ(secret("", "level_unencrypted: debug"), none);
  EXPECT_EQ(secret(", unencrypted_suffix: _open", "level_open: debug"), none);
  for (const char* regex : {"^(level|type)$", "^stringData$", "^l.*"})
    EXPECT_EQ(secret(", unencrypted_regex: " + std::string(regex), "level: debug"), none) << regex;
  EXPECT_EQ(secret(", unencrypted_comment_regex: open", "level: debug"), none);
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
  for (const char* wrong : {"DB_PASSWORD: hunter2", "url: postgres://app:hunter2@db/app", "password: changeit",
                            "adminPassword: hunter2", "JWT_SECRET: my5ecret", "hfToken: a1b2c3d4e5f6"})
    EXPECT_EQ(map(wrong), "5") << wrong;
  for (const char* right :
       {"EOS_TOKEN: </s>", "PAD_TOKEN: '[PAD]'", "HF_TOKEN_SECRET: hf-token", "PASSWORD_SECRET: db-credentials",
        "DSN: 'postgres://{user}:{password}@db'", "DSN: 'postgres://%s:%s@db'", "TALOS_CREDENTIALS_SECRET: talos-creds",
        "password: 'yes'", "password: required", "password: '%%PG%%'", "monkey: a1b2c3d4", "existingSecret: langfuse",
        "rootUserSecretKey: rootUser", "TLS_PRIVATE_KEY: tls.key"})
    EXPECT_EQ(map(right), "") << right;
  for (const char* right : {"DB_PASSWORD: ${DB_PASSWORD}", "DB_HOST: db", "password.policy: strict", "DB_PASSWORD: ''",
                            "url: postgres://db/app", "nginx.conf: \"a\\nb\""})
    EXPECT_EQ(map(right), "") << right;
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
}

TEST(WrittenSecretRules, WhatContainersAreStartedWithHoldsNone) {
  const auto started = [](const std::string& fields) {
    return lines("SEC001", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    " +
                               fields + "\n");
  };
  const std::string letters = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8";
  for (const std::string& wrong : std::vector<std::string>{
           "args: [\"--password=hunter2Hunter2\"]", "args: [--hf-token, hf_" + letters + "]",
           "args: [\"--api-key=9f8e7d6c5b4a3f2e\"]", "args: [--db.password, hunter2]",
           "command: [sh, -c, \"psql postgres://u:sup3rs3cret@db/x\"]",
           "command: [sh, -c, \"curl -H 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9." + letters + "' http://x\"]",
           "image: https://user:pa55word@reg.io/x:1",
           "env: [{name: A, value: \"-----BEGIN RSA PRIVATE KEY-----\\nMIIE\"}]"})
    EXPECT_EQ(started(wrong), "7") << wrong;
  for (const std::string& right : std::vector<std::string>{
           "args: [\"--password=$(DB_PASSWORD)\"]", "args: [--password, \"${PASSWORD}\"]",
           "args: [--password-file, /run/secrets/db]", "args: [--password, --verbose]", "args: [\"--api-key=EMPTY\"]",
           "args: [\"--pad-token=</s>\", --eos-token, \"128001\"]", "args: [\"--secret=web-tls\"]",
           "args: [--max-token, \"512\"]", "command: [sh, -c, \"psql postgres://u:$PASSWORD@db/x\"]",
           "args: [\"--use-auth-token\", \"true\"]", "image: reg.io/x:1@sha256:abc"})
    EXPECT_EQ(started(right), "") << right;
}

TEST(WrittenSecretRules, ScriptsHoldNone) {
  const auto script = [](const std::string& line) { return linted("SEC001", {{"a.sh", line + "\n"}}).size(); };
  for (const char* wrong :
       {"kubectl create secret generic x --from-literal=password=hunter2Hunter2",
        "kubectl create secret generic x --from-literal key=Ab3dEf",
        "export HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", "DB=postgres://u:sup3rs3cret@db/x",
        "kubectl create secret docker-registry r --docker-password=Xy12345",
        "curl -H 'Authorization: Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyzAB' https://a.io",
        "sed -i 's|__DB__|postgres://u:sup3rs3cret@db/x|' f",
        "sed -i s#__PW__#ghp_0123456789abcdefghijklmnopqrstuvwxyzAB# f",
        "sed 's|postgres://u:[^@]*@db|postgres://u:sup3rs3cret@db|' f", "grep -q postgres://u:sup3rs3cret@db f",
        "psql postgres://u:sup3rs3cret@db/x", "huggingface-cli login --token hf_abcdefghijklmnopqrstuvwxyzABCDEFGH"})
    EXPECT_EQ(script(wrong), 1u) << wrong;
  for (const char* right : {"kubectl create secret generic x --from-literal=password=\"$PASSWORD\"",
                            "kubectl create secret generic x --from-literal=password=$(cat f)",
                            "kubectl create secret generic x --from-literal=password=<password>",
                            "kubectl create secret generic x --from-literal=username=admin",
                            "kubectl create secret generic x --from-literal=password=changeme",
                            "kubectl create secret generic x --from-file=tls.key",
                            "export HF_TOKEN=${HF_TOKEN:?}",
                            "export HF_TOKEN=",
                            "TOKEN=$(aws ecr get-login-password)",
                            "helm registry login --password \"$P\"",
                            "aws ecr get-login-password",
                            "docker login --password-stdin",
                            "kubectl create token default",
                            "find . -exec sed -i 's|postgres://u:[^@]*@h|postgres://u:<YOUR_PASSWORD>@h|g' {} +",
                            "sed -E 's#postgres://u:.+@h#x#' f",
                            "grep -oE 'postgres://[a-z]+:[^@]+@h' f",
                            "echo --password is needed",
                            "aws secretsmanager get-secret-value --secret-id prod/db",
                            "curl https://a.io/x?y=z",
                            "kubeadm join --token $TOKEN"})
    EXPECT_EQ(script(right), 0u) << right;
  for (const char* wrong : {"DB=postgres://u:sup3rs3cret@h/db", "REDIS_URL=redis://:sup3rs3cret@h"})
    EXPECT_EQ(linted("SEC001", {{"a.env", "A=b\n" + std::string(wrong) + "\n"}}).size(), 1u) << wrong;
}

// What a secret is called stays to be read, in the message and on its line.
TEST(WrittenSecretRules, OfAWordOfAScriptTheValueAloneIsSecret) {
  struct Case {
    std::string script, shown;
  };
  for (const Case& c : {
           Case{"kubectl create secret generic db --from-literal=password=password",
                "password holds a secret in plain text|kubectl create secret generic db --from-literal=password=***"},
           {"kubectl create secret generic db --from-literal \"pw=Ab3dEf\"",
            "pw holds a secret in plain text|kubectl create secret generic db --from-literal \"pw=***"},
           {"export DB_PASSWORD='hunter2x'", "DB_PASSWORD holds a secret in plain text|export DB_PASSWORD=***"},
           {"helm registry login --password=hunter2x",
            "--password holds a secret in plain text|helm registry login "
            "--password=***"},
       }) {
    Found found = run_rule("SEC001", {{"a.sh", c.script + "\n"}});
    ASSERT_EQ(found.findings.all().size(), 1u) << c.script;
    KnownSecrets known;
    add_written_secrets(found.subject, known);
    Diagnostic finding = found.findings.all()[0];
    hide_secrets(finding, known);
    EXPECT_EQ(finding.message + "|" + masked(c.script, known.of(*finding.where.source), LineBreaks::Stay), c.shown);
  }
}

}  // namespace
}  // namespace slipway::rules::testing
