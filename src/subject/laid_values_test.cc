#include "subject/laid_values.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/yaml.h"
#include "subject/subject_reader.h"

namespace slipway::subject {
namespace {

struct Set {
  const char* path;
  doc::Value value;
};

std::string laid(const std::vector<std::string>& files, const std::vector<Set>& sets) {
  LaidValues values;
  Diagnostics said;
  for (const std::string& file : files)
    values.lay(doc::Map(doc::read_yaml_document(std::make_shared<const SourceText>("v.yaml", file), said).root()));
  for (const Set& set : sets) values.put(set.path, set.value);
  const doc::Document document = values.document({});
  return document.root().is_absent() ? "" : doc::write_json(document.root(), doc::JsonLayout::Compact);
}

TEST(LaidValues, LaterFilesWinKeyByKey) {
  EXPECT_EQ(laid({}, {}), "");
  EXPECT_EQ(laid({"{a: {b: 1, c: 2}, l: [1, 2], s: x}"}, {}), R"({"a":{"b":1,"c":2},"l":[1,2],"s":"x"})");
  EXPECT_EQ(laid({"{a: {b: 1, c: {d: 2}}, l: [1, 2], s: x}", "{a: {c: {e: 3}, b: null}, l: [3], s: {t: 1}}"}, {}),
            R"({"a":{"b":null,"c":{"d":2,"e":3}},"l":[3],"s":{"t":1}})");
  EXPECT_EQ(laid({"a: {b: 1}", "a: x", "a: {c: 1}"}, {}), R"({"a":{"c":1}})");
}

TEST(LaidValues, SetPutsIn) {
  EXPECT_EQ(laid({"a: {b: 1}"}, {{"a.c", 2}, {"a.b", "x"}, {R"(n.d\.e)", true}}),
            R"({"a":{"b":"x","c":2},"n":{"d.e":true}})");
  EXPECT_EQ(laid({"l: [{x: 1}, 2]"}, {{"l[0].y", 3}, {"l[1].z", 4}, {"l[9]", 5}, {"m[0].n[0]", 6}}),
            R"({"l":[{"x":1,"y":3},{"z":4},5],"m":[{"n":[6]}]})");
  EXPECT_EQ(laid({"a: 1"}, {{"a.b", 1}, {"a[0]", 2}, {"a", doc::Map()}, {"a.c", 3}}), R"({"a":{"c":3}})");
  EXPECT_EQ(laid({}, {{"[", ""}, {"b]", 1}, {"", 2}}), R"({"[":"","b]":1,"":2})");
}

// One word of --set may hold as many pairs as it likes, a file as many keys.
TEST(LaidValues, TakeBoundedTimeOnManyKeys) {
  constexpr int kMany = 10'000;
  for (const char* below : {"", "a.", "a[0].", "a.b[3].c."}) {
    LaidValues values;
    for (int i = 0; i < kMany; ++i) values.put(fmt::format("{}k{}", below, i), i);
    for (int i = 0; i < kMany; ++i) values.put(fmt::format("{}k{}", below, i), i + 1);
    const doc::Document document = values.document({});
    EXPECT_EQ(document.root().size(), *below ? 1u : static_cast<std::size_t>(kMany));
    LaidValues over;
    over.lay(doc::Map(document.root()));
    over.lay(doc::Map(document.root()));
    EXPECT_EQ(over.document({}).root().size(), document.root().size());
  }
  std::string word;
  for (int i = 0; i < kMany; ++i) word += fmt::format("{}k{}=v", i ? "," : "", i);
  Diagnostics findings;
  SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>(
                 "a.sh", "helm install k oci://public.ecr.aws/karpenter/karpenter --set " + word + "\n"),
             SubjectReader::Strangers::Refused);
  const Subject subject = reader.finish();
  ASSERT_EQ(subject.releases().size(), 1u);
  EXPECT_EQ(subject.releases()[0].values.root().size(), static_cast<std::size_t>(kMany));
}

}  // namespace
}  // namespace slipway::subject
