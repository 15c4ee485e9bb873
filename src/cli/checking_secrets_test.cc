// No form of `validate` and `lint` shows what a Secret holds or what Terraform calls sensitive, whatever its name.
#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

constexpr const char* kForms[] = {"table", "json", "sarif", "junit", "github", "markdown"};

/// What both verbs and --diff print of one file, in all forms.
std::string all_said_of(const std::string& name, const std::string& text) {
  io::FakeFiles files;
  files.files[name] = text;
  std::string out;
  for (const char* form : kForms)
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"validate"}, {"lint"}, {"lint", "--diff"}, {"lint", "--only", "SEC001"}}) {
      std::vector<std::string> all = words;
      all.insert(all.end(), {"-o", form, name});
      const auto said = testing::run_in(files, all);
      out += said.out + said.err;
    }
  return out;
}

TEST(CheckingSecrets, OfASecretAreShownUnderNoName) {
  const std::string head = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n";
  for (const char* key : {"license", "url", "tls.key", "id_rsa", "pw", "conn", "config.yaml", "credentials"})
    for (const std::string body : {"data:\n  KEY: Sup3r-S3cret!\n", "data: {KEY: Sup3r-S3cret!, ok: Sup3r-S3cret!}\n",
                                   "stringData: {KEY: [Sup3r-S3cret!]}\n", "stringdata: {KEY: Sup3r-S3cret!}\n",
                                   "stringData:\n  KEY: |\n    a\n    Sup3r-S3cret!\n  other: [1]\n",
                                   "data: {}\nunknown: {KEY: Sup3r-S3cret!}\n"}) {
      std::string text = head + body;
      for (std::size_t at; (at = text.find("KEY")) != text.npos;) text.replace(at, 3, key);
      const std::string said = all_said_of("s.yaml", text);
      EXPECT_NE(said.find("s.yaml"), std::string::npos);
      EXPECT_EQ(said.find("Sup3r"), std::string::npos) << text << said;
    }
}

TEST(CheckingSecrets, OfNumbersAreNotInTheAdvice) {
  const std::string said =
      all_said_of("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  license: 8675309\n");
  EXPECT_NE(said.find("put it in quotes"), std::string::npos) << said;
  EXPECT_EQ(said.find("8675309"), std::string::npos) << said;
}

TEST(CheckingSecrets, OfVariablesAreNotShownWhateverTheyAre) {
  const std::string head =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: a:1\n    env:\n";
  for (const char* variable : {"    - name: DB_PASSWORD\n      value: [Sup3r-S3cret!]\n",
                               "    - name: DB_PASSWORD # the name\n      vlaue: Sup3r-S3cret!\n",
                               "    - {name: DB_PASSWORD2, value: &a Sup3r-S3cret!, foo: 1}\n",
                               "    - {name: DB_PASSWORD, foo: Sup3r-S3cret!}\n",
                               "    - name: DB_PASSWORD\n      value:\n        a: Sup3r-S3cret!\n"}) {
    const std::string said = all_said_of("p.yaml", head + variable);
    EXPECT_EQ(said.find("Sup3r"), std::string::npos) << variable << said;
  }
}

TEST(CheckingSecrets, OfAnEarlierFormAreNotShown) {
  const std::string said = all_said_of(
      "s.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  annotations: {bad key!: a, "
      "kubectl.kubernetes.io/last-applied-configuration: '{\"stringData\":{\"license\":\"Sup3r-S3cret!\"}}'}\n");
  EXPECT_NE(said.find("bad key!"), std::string::npos) << said;
  EXPECT_EQ(said.find("Sup3r"), std::string::npos) << said;
}

TEST(CheckingSecrets, OfAPlanAreWhatTerraformSays) {
  const auto plan = [](const std::string& sensitive) {
    return R"({"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[{"address":)"
           R"("kubernetes_manifest.a","mode":"managed","type":"kubernetes_manifest","name":"a","values":{"manifest":)"
           R"({"apiVersion":"v1","kind":"ConfigMap","data":{"word":"Sup3r-S3cret!","n":[5]},"metadata":{"name":"a"}}},)"
           R"("sensitive_values":)" +
           sensitive +
           R"(}]}},"resource_changes":[{"address":"kubernetes_manifest.a","mode":"managed","type":"kubernetes_manifest",)"
           R"("name":"a","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{}}}],"configuration":{"root_module":{}}})";
  };
  for (const char* sensitive :
       {R"({"manifest":true})", R"({"manifest":{"data":true}})", R"({"manifest":{"data":{"word":true}}})"}) {
    const std::string said = all_said_of("p.json", plan(sensitive));
    EXPECT_NE(said.find("p.json"), std::string::npos) << said;
    EXPECT_EQ(said.find("Sup3r"), std::string::npos) << said;
  }
  EXPECT_NE(all_said_of("p.json", plan("{}")).find("Sup3r"), std::string::npos) << "nobody calls it secret";
}

TEST(CheckingSecrets, WhatIsToBeReplacedIsShown) {
  const std::string said =
      all_said_of("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  license: <license>\n");
  EXPECT_NE(said.find("'<license>' was to be replaced"), std::string::npos) << said;
}

}  // namespace
}  // namespace slipway::cli
