#include "subject/known_secrets.h"

#include <gtest/gtest.h>

#include <string>

#include "subject/testing/subject_of.h"

namespace slipway::subject {
namespace {

/// A file as it may be shown.
std::string shown(const std::string& name, const std::string& text) {
  const Subject subject = testing::subject_of({{name, text}});
  KnownSecrets known;
  add_known_secrets(subject, known);
  EXPECT_EQ(subject.texts().size(), 1u);
  return masked(text, known.of(*subject.texts()[0]), LineBreaks::Stay);
}

// What a mistake keeps from being read is as secret, and reaches over as many lines.
TEST(KnownSecretsOfFiles, OfDotenvFilesAreValuesBadOrGood) {
  for (const auto& [text, says] : {
           std::pair{"DB_PASSWORD=\"Tr0ub4dor9Kx\nthird8Line9Zq\" oops\nA=b\n", "DB_PASSWORD=***\n***\nA=b\n"},
           {"API_TOKEN=\"abc\nhunter2xyz$(id)\nmore\"\n", "API_TOKEN=***\n***\n***\n"},
           {"API_TOKEN=\"abc\nDEF==\nmore\"\nA=b\n", "API_TOKEN=***\n***\n***\nA=b\n"},
           {"API_TOKEN=\"abc\nmore\"oops\nA=b\n", "API_TOKEN=***\n***\nA=b\n"},
           {"export HF_TOKEN='a b\nA=b c\n", "export HF_TOKEN=***\nA=b c\n"},
           {"DB_PASSWORD = x y\nNAME=a b\n", "DB_PASSWORD = ***\nNAME=a b\n"},
           {"NOTE=\"a\nb\"\nDB_PASSWORD=c # d\nB=\"e\n", "NOTE=\"a\nb\"\nDB_PASSWORD=***\nB=\"e\n"},
           {"HF_TOKEN=<token>\nDB_PASSWORD=\"${OTHER}\"\nDB_TOKEN=\n",
            "HF_TOKEN=<token>\nDB_PASSWORD=\"${OTHER}\"\nDB_TOKEN=\n"},
       })
    EXPECT_EQ(shown("a.env", text), says) << text;
}

TEST(KnownSecretsOfFiles, OfASecretWhatIsToBeFilledInIsNone) {
  const std::string secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n";
  for (const auto& [written, says] : {
           std::pair{"stringData: {a: hunter2, b: <YOUR_TOKEN>}\n", "stringData: {a: ***, b: <YOUR_TOKEN>}\n"},
           {"data: {a: cGE1NWNoYW5nZWQ=, b: PFlPVVJfVE9LRU4+Cg==, c: no, d: [e]}\n",
            "data: {a: ***, b: PFlPVVJfVE9LRU4+Cg==, c: ***, d: [***]}\n"},
           {"data: wrong\n", "data: ***\n"},
       })
    EXPECT_EQ(shown("s.yaml", secret + written), secret + says) << written;
}

TEST(KnownSecretsOfFiles, OfASecretOfSopsWhatIsPlainIsOne) {
  const std::string encrypted = "\"ENC[AES256_GCM,data:xx]\"";
  const auto secret = [&](const std::string& password) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: " + encrypted +
           "}\nstringData: {pw: " + password + "}\nsops: {mac: " + encrypted + "}\n";
  };
  EXPECT_EQ(shown("s.yaml", secret("hunter2")), secret("***"));
}

TEST(KnownSecretsOfFiles, OfVariablesTheNameMayBeMisspelt) {
  const auto variable = [](const std::string& members) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, env: [{" + members +
           "}]}]}\n";
  };
  for (const auto& [written, says] : {
           std::pair{"name: API_TOKEN, value: a1, vaule: b2", "name: API_TOKEN, value: ***, vaule: ***"},
           {"nam: API_TOKEN, value: a1, vaule: b2", "nam: API_TOKEN, value: ***, vaule: ***"},
           {"nam: PORT, value: a1", "nam: PORT, value: a1"},
           {"name: PORT, value: API_TOKEN, vaule: b2", "name: PORT, value: API_TOKEN, vaule: b2"},
       })
    EXPECT_EQ(shown("p.yaml", variable(written)), variable(says)) << written;
}

}  // namespace
}  // namespace slipway::subject
