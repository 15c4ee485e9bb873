#include "report/findings.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "subject/subject_reader.h"

namespace slipway::report {
namespace {

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

/// The findings, sorted, in a form for programs.
std::string form(Diagnostics findings, std::string (*print)(const FindingsReport&)) {
  findings.sort();
  const subject::ObjectPlaces nowhere{subject::Subject()};
  return print({.verb = "lint", .version = "1", .findings = findings, .rules = {}, .places = nowhere, .files = {}});
}

TEST(Findings, NameFilesAsCodeHostsDo) {
  const SourceText source("./k8s//a b,c:d%.yaml", "kind: X\n");
  Diagnostics findings;
  findings.error("API003", {&source, 1, 7, 1}, "100 %,\nbad");
  EXPECT_TRUE(says(form(findings, findings_sarif), R"("uri": "k8s/a%20b%2Cc%3Ad%25.yaml")"));
  EXPECT_EQ(form(findings, findings_github).substr(0, 79),
            "::error file=k8s/a b%2Cc%3Ad%25.yaml,line=1,col=7,title=API003::100 %25,%0Abad\n");
}

TEST(Findings, OfNoFormShowASecret) {
  const std::string token = "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh";
  const SourceText source("a.env", "HF_TOKEN=" + token + "\nDB_PASSWORD=hunter2\n");
  for (const Severity severity : {Severity::Note, Severity::Warning})
    for (const auto print : {findings_json_text, findings_sarif, findings_junit, findings_github, findings_markdown,
                             +[](const FindingsReport& report) { return findings_table(report, Colour::On, 80); }}) {
      Diagnostics findings;
      findings.add({"ENV010", severity, {&source, 1, 1, 8}, "HF_TOKEN is not used"});
      findings.add({"SEC001", severity, {&source, 2, 13, 7}, "DB_PASSWORD holds a secret in plain text"});
      const std::string text = form(std::move(findings), print);
      EXPECT_TRUE(says(text, "ENV010") && says(text, "SEC001")) << text;
      EXPECT_FALSE(says(text, token.substr(3, 8)) || says(text, "hunter2")) << text;
    }
}

// A baseline hides what was there before, and nothing else that the same line lacks.
TEST(Findings, OfOneLineAreToldApartByTheirMessages) {
  const SourceText source("a.yaml", "spec:\n");
  const subject::ObjectPlaces nowhere{subject::Subject()};
  const auto print = [&](const char* message) {
    return fingerprint({"API001", Severity::Error, {&source, 1, 1, 4}, message}, nowhere);
  };
  EXPECT_NE(print("spec.selector: required value"), print("spec.template: required value"));
  EXPECT_EQ(print("it selects 3 pods"), print("it selects 14 pods")) << "a count may change";
}

// JSON that a program wrote is one line, however much it holds.
TEST(Findings, OfALineThatIsAWholeFileAreToldApartByWhatIsAroundThem) {
  const std::string filler(2000, 'x'), text = "{\"ä\": 1, \"" + filler + "\": 2, \"ö\": 3}";
  const SourceText source("a.json", text), other("a.json", "{\"more\": 0, " + text.substr(1));
  const subject::ObjectPlaces nowhere{subject::Subject()};
  const auto place = [](const SourceText& in, std::string_view what, int length) {
    return SourceRange{&in, 1, static_cast<int>(in.text().find(what)) + 1, length};
  };
  const auto print = [&](const SourceRange& where) { return fingerprint({"X", Severity::Error, where, "m"}, nowhere); };
  EXPECT_NE(print(place(source, "1", 1)), print(place(source, "3", 1)));
  EXPECT_EQ(print(place(source, "3", 1)), print(place(other, "3", 1))) << "what is far away may change";

  Diagnostics findings;
  findings.error("X1", place(source, "\"ö\"", 4), "last");
  findings.error("X2", place(source, "1", 1), "first");
  findings.add({"X3",
                Severity::Error,
                place(source, "2", 1),
                "with a fix before it",
                "",
                "",
                {{place(source, "\"ä\"", 4), "b"}}});
  const std::string sarif = form(std::move(findings), findings_sarif);
  for (const int column : {2, 7, 2014, 2017})  // in characters
    EXPECT_TRUE(says(sarif, fmt::format("\"startColumn\": {},", column))) << column << sarif;
}

TEST(Findings, CodeScanningGetsTheGravestOfTooMany) {
  const SourceText source("a.yaml", "kind: X\n");
  Diagnostics findings;
  for (int i = 0; i < 25'000; ++i) findings.note("POD008", {&source, 1, 1, 1}, "small", "");
  findings.error("API003", {&source, 1, 7, 1}, "grave");
  const std::string text = form(std::move(findings), findings_sarif);
  EXPECT_TRUE(says(text, "1 of 25001 findings are left out"));
  EXPECT_TRUE(says(text, "\"grave\""));
}

// What stands around an object's here document is not the object's.
TEST(Findings, BehindAHereDocumentAreOfNoObject) {
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  const auto source = std::make_shared<const SourceText>(
      "a.sh", "kubectl apply -f - <<'EOF'\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nEOF\nhelm install x y\n");
  reader.add(source, subject::SubjectReader::Strangers::Refused);
  const subject::Subject subject = reader.finish();
  const subject::ObjectPlaces places{subject};
  EXPECT_EQ(places.at({source.get(), 6, 1, 4}).name(), "");
  ASSERT_EQ(subject.objects().size(), 1u);
  EXPECT_EQ(places.at((*subject.objects()[0].node)["kind"].where()).name(), "Pod/p");
}

}  // namespace
}  // namespace slipway::report
