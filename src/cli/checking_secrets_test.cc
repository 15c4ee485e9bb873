// No form of `validate` and `lint` shows what a Secret holds or what Terraform calls sensitive, whatever its name.
#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

constexpr const char* kForms[] = {"table", "json", "sarif", "junit", "github", "markdown"};

/// What both verbs and --diff print of one file, in all forms, whatever is asked for or known.
std::string all_said_of(const std::string& name, const std::string& text) {
  io::FakeFiles files;
  files.files[name] = text;
  std::string out;
  testing::run_in(files, {"lint", "--only", "SEC001", "--write-baseline", "--baseline", "known.json", name});
  for (const char* form : kForms)
    for (const std::vector<std::string>& words : {std::vector<std::string>{"validate"},
                                                  {"lint"},
                                                  {"lint", "--diff"},
                                                  {"lint", "--only", "SEC001"},
                                                  {"lint", "--skip", "SEC001"},
                                                  {"lint", "--skip", "SEC001", "--diff"},
                                                  {"lint", "--baseline", "known.json"}}) {
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

// What judges them is asked, not what is said of them: other findings stand on their lines, and fixes beside them.
TEST(CheckingSecrets, OfCommandLinesAreShownByNobody) {
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n";
  const std::string args = "    args:\n    - --api-key\n    - Zx81kq0mPq99LmB\n";
  const std::string wrong = pod + "  - name: a\n    image: a:1\n    imagepullPolicy: Always\n" + args;
  const auto indented = [&](const std::string& before) {
    std::string out = before;
    for (const char c : wrong) out += c == '\n' ? "\n" + before : std::string(1, c);
    return out.substr(0, out.size() - before.size());
  };
  struct Case {
    std::string name, text, finding;
  };
  for (const Case& c : {
           Case{"p.yaml", wrong, "imagepullPolicy"},
           {"p.yaml",
            pod +
                "  - {name: a, image: a:1, args: [\"--api-key\", \"Zx81kq0mPq99LmB\"], ports: [{containerPort: 0}]}\n",
            "containerPort"},
           {"p.yaml",
            pod + "  # slipway: allow SEC001 it is only a test\n  - {name: a, image: a:1, args: [--api-key, "
                  "Zx81kq0mPq99LmB], imagepullPolicy: Always}\n",
            "imagepullPolicy"},
           {"a.sh", "kubectl apply -f - <<EOF\n" + wrong + "EOF\n", "imagepullPolicy"},
           {"a.sh", "kubectl apply -f - <<-EOF\n" + indented("\t") + "\tEOF\n", "imagepullPolicy"},
           {"a.tf",
            "resource \"kubectl_manifest\" \"a\" {\n  yaml_body = <<-YAML\n" + indented("    ") + "    YAML\n}\n",
            "imagepullPolicy"},
           {"a.sh", "helm install a b/a --set adminPassword=Zx81kq0mPq99LmB; kubectl delete pods --all -A\n", "a.sh"},
       }) {
    const std::string said = all_said_of(c.name, c.text);
    EXPECT_NE(said.find(c.finding), std::string::npos) << c.text;
    EXPECT_EQ(said.find("Zx81kq0"), std::string::npos) << c.text << said;
  }
}

// Nobody sees of a part of a secret that it is one: it is hidden before its message is cut, and wherever its line is.
TEST(CheckingSecrets, OfAnyLengthAreInNoMessage) {
  for (const int length : {80, 1600, 2000, 3000, 9000}) {
    std::string token = "eyJhbGciOiJSUzI1NiJ9.";
    for (int i = 0; i < length; ++i) token += "aB3xY9"[i % 6];
    for (const std::string& labels :
         {"\n    api-token: " + token + "\n", "\n    api-token: \"" + token + "\"\n", " {api-token: '" + token + "'}\n",
          " {a: " + std::string(3000, 'b') + ", token: " + token + "}\n"}) {
      const std::string said =
          all_said_of("m.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n  labels:" + labels);
      EXPECT_NE(said.find("must be no more than 63"), std::string::npos) << said.substr(0, 500);
      EXPECT_EQ(said.find("xY9aB3xY9"), std::string::npos) << length << labels.substr(0, 100);
    }
  }
}

TEST(CheckingSecrets, OfWhatWasAreNotShown) {
  io::FakeFiles files;
  files.files["was.yaml"] =
      "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {license: Sup3r-S3cret!}, unknown: 1}\n";
  files.files["s.yaml"] = "{apiVersion: v1, kind: Secret, metadata: {name: s}}\n";
  for (const char* form : kForms) {
    const auto said = testing::run_in(files, {"validate", "--was", "was.yaml", "-o", form, "s.yaml"});
    EXPECT_NE(said.out.find("was.yaml"), std::string::npos) << said.out;
    EXPECT_EQ((said.out + said.err).find("Sup3r"), std::string::npos) << said.out;
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
