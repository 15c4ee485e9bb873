#include "subject/filled_in.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "subject/subject_reader.h"

namespace slipway::subject {
namespace {

TEST(FilledIn, KnowsTextsThatSomethingPutsAValueIntoByTheirLooks) {
  for (const char* filled :
       {"${NAME}", "a-${NAME}-b", "${NAME:-x}", "$NAME", "$(NAME)", "{{ .Name }}", "{{name}}", "__NAME__", "%NAME%",
        "<YOUR_NAME>", "<<NAME>>", "s3://<BUCKET>/x", "CHANGEME", "FILLED BY THE OPERATOR", "{DOMAIN}", "{PV_NAME2}",
        "${module.eks.name}", "echo ${NAME} twice"})
    EXPECT_EQ(filler_of(filled), Filler::SomeTool) << filled;
  for (const char* literal :
       {"",         "name",      "$",         "$5",    "5$",     "a$",         "\\$NAME", "echo $NAME",
        "p-$NAME",  "my$app",    "pa$Sword1", "a$(b)", "$A/$B",  "$(unclosed", "100%",    "%d",
        "__init__", "a < b > c", "{name}",    "{A}",   "{A: 1}", "a{DOMAIN}",  "${}",     "a <b> of words",
        "x86"})
    EXPECT_EQ(filler_of(literal), Filler::Nobody) << literal;
}

TEST(FilledIn, KnowsWhereThatIsAllOfAText) {
  for (const char* whole : {"${NAME}", "${NAME:-x}", "$NAME", "$(NAME)", "{{ .Name }}", "__NAME__", "%NAME%", "{NAME}",
                            "<YOUR_NAME>", "CHANGEME"})
    EXPECT_TRUE(is_all_filled_in(whole)) << whole;
  for (const char* part : {"a-${NAME}", "${NAME}-b", "${A}-b-${C}", "{{a}}-{{b}}", "__A__b__C__", "%A%b%C%", "<A>:b",
                           "pa$Sword1", "name", "", "postgres://u:secret@${HOST}"})
    EXPECT_FALSE(is_all_filled_in(part)) << part;
}

TEST(FilledIn, KnowsWordsInCapitals) {
  for (const char* word : {"GPU_COUNT", "PSTORE_PV_NAME", "V1_SIZE"}) EXPECT_TRUE(is_in_capitals(word)) << word;
  for (const char* other : {"", "A", "GPUS", "gpu_count", "GPU_Count", "GPU-COUNT", "_A_B", "A_B_", "A__B", "1_A"})
    EXPECT_FALSE(is_in_capitals(other)) << other;
  const SourceText text("a.yaml", "a: GPU_COUNT\nb: 2\nGPU_COUNT: 1\n");
  EXPECT_TRUE(is_in_capitals(SourceRange{&text, 1, 4, 9}));
  EXPECT_FALSE(is_in_capitals(SourceRange{&text, 2, 4, 1}));
  EXPECT_FALSE(is_in_capitals(SourceRange{&text, 3, 1, 9})) << "a key";
  EXPECT_FALSE(is_in_capitals(SourceRange{}));
}

Filler judged(const std::string& name, const std::string& text, int line, int column, int length,
              const std::string& message = "wrong") {
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
  const Subject subject = reader.finish();
  EXPECT_FALSE(subject.objects().empty()) << text;
  FilledIn filled(subject);
  return filled.of({"X", Severity::Error, {subject.objects()[0].node->where().source, line, column, length}, message});
}

TEST(FilledIn, LooksAtThePlaceOfAFinding) {
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: ${A}\n  b: 1\n";
  EXPECT_EQ(judged("a.yaml", map, 5, 6, 4), Filler::SomeTool);
  EXPECT_EQ(judged("a.yaml", map, 6, 6, 1), Filler::Nobody);
  EXPECT_EQ(judged("a.yaml", map, 5, 3, 1), Filler::Nobody) << "the key itself is what is wrong";
  const std::string below = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ${A}\n";
  EXPECT_EQ(judged("a.yaml", below, 5, 3, 4), Filler::SomeTool);
  const std::string block = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    run ${A}\n";
  EXPECT_EQ(judged("a.yaml", block, 6, 5, 8), Filler::Nobody) << "a line of a script has variables of its own";
}

TEST(FilledIn, AndAtWhatItsMessageQuotes) {
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"${N}\"}\ndata:\n  b: 1\n";
  EXPECT_EQ(judged("a.yaml", map, 5, 6, 1, "there is no class ${CLASS}"), Filler::SomeTool);
  EXPECT_EQ(judged("a.yaml", map, 5, 6, 1, "ConfigMap ${N} has no c"), Filler::Nobody) << "its own title";
  EXPECT_EQ(judged("a.yaml", map, 5, 6, 1, "labels: invalid value: \"${N}\""), Filler::SomeTool);
  EXPECT_EQ(judged("a.yaml", map, 5, 6, 1, "labels: invalid value: \"$N\""), Filler::SomeTool);
  EXPECT_EQ(judged("a.yaml", map, 5, 6, 1, "labels: invalid value: \"my$app\""), Filler::Nobody);
}

TEST(FilledIn, OfHereDocumentsTheShellFillsAllThatIsNotQuoted) {
  const auto script = [](const std::string& end, const std::string& value) {
    return "kubectl apply -f - <<" + end +
           "\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: " + value + "\nEOF\n";
  };
  const auto of = [&](const std::string& end, const std::string& value) {
    return judged("a.sh", script(end, value), 6, 6, static_cast<int>(value.size()));
  };
  for (const char* value : {"$A", "${A}", "$(date)", "a`date`", "x-$1"})
    EXPECT_EQ(of("EOF", value), Filler::Shell) << value;
  EXPECT_EQ(of("EOF", "plain"), Filler::Nobody);
  EXPECT_EQ(of("EOF", "\\$A"), Filler::Nobody) << "the shell leaves it";
  EXPECT_EQ(of("'EOF'", "${A}"), Filler::SomeTool);
  EXPECT_EQ(of("'EOF'", "plain"), Filler::Nobody);
}

TEST(FilledIn, WhereItIsTheObjectsOwnSyntaxNothingIs) {
  const std::string graph =
      "apiVersion: kro.run/v1alpha1\nkind: ResourceGraphDefinition\nmetadata: {name: a}\nspec:\n  a: "
      "${schema.spec.a}\n";
  EXPECT_EQ(judged("a.yaml", graph, 5, 6, 16), Filler::Nobody);
}

TEST(FilledIn, WordsOfJsonSchemaAreNoVariables) {
  const std::string crd =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\nspec: "
      "{a: {$ref: '#/definitions/a'}}\n";
  for (const char* word : {"$ref", "$schema", "$id"})
    EXPECT_EQ(judged("a.yaml", crd, 4, 11, 4, "must be empty: '" + std::string(word) + "' is not supported"),
              Filler::Nobody);
  EXPECT_EQ(judged("a.yaml", crd, 4, 11, 4, "invalid value: '$REF'"), Filler::SomeTool);
}

// One text after another, and each from its begin: whatever the order of the findings.
TEST(FilledIn, IsAskedOfAllFindingsAtOnceAsOfEach) {
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  const std::string text = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  a: ${A}\n  b: b\n";
  for (const char* name : {"a.yaml", "b.yaml"})
    reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
  const Subject subject = reader.finish();
  ASSERT_EQ(subject.objects().size(), 2u);
  std::vector<Diagnostic> findings;
  for (const int line : {6, 5, 6, 5, 0})
    for (const std::size_t file : {1u, 0u})
      findings.push_back({"X", Severity::Error, {subject.objects()[file].node->where().source, line, 6, 4}, "m"});
  FilledIn filled(subject);
  const std::vector<Filler> all = filled.of_all(findings);
  for (std::size_t i = 0; i < findings.size(); ++i) EXPECT_EQ(all[i], filled.of(findings[i])) << i;
  EXPECT_EQ(std::ranges::count(all, Filler::SomeTool), 4);
}

}  // namespace
}  // namespace slipway::subject
