#include "kube/objects/fields.h"

#include <gtest/gtest.h>

#include "kube/objects/reading_for_tests.h"

namespace slipway::kube {
namespace {

TEST(Fields, ReadWhatIsThere) {
  Reading reading(R"(
text: hello
number: 3
whole: 4.0
flag: true
labels: {a: b, c: null}
texts: [x, z]
amount: 1.5
list: {cpu: 500m, memory: 2Gi}
part: 25%
time: 1h30m
never: Never
none: null
)");
  const Fields fields(reading.root(), reading.diagnostics);
  EXPECT_EQ(fields.text("text"), "hello");
  EXPECT_EQ(fields.integer("number"), 3);
  EXPECT_EQ(fields.integer32("whole"), 4);
  EXPECT_EQ(fields.boolean("flag"), true);
  EXPECT_EQ(fields.labels("labels"), (Labels{{"a", "b"}, {"c", ""}}));
  EXPECT_EQ(fields.texts("texts"), (std::vector<std::string>{"x", "z"}));
  EXPECT_EQ(fields.quantity("amount")->to_string(), "1500m");
  EXPECT_EQ(fields.resources("list").at("memory").to_string(), "2Gi");
  EXPECT_EQ(fields.int_or_percent("part")->to_string(), "25%");
  EXPECT_EQ(fields.duration("time"), std::chrono::minutes(90));
  EXPECT_TRUE(fields.nillable_duration("never", "720h").is_never());
  EXPECT_EQ(fields.nillable_duration("absent", "720h").to_string(), "720h");
  EXPECT_FALSE(fields.has("none"));
  EXPECT_EQ(fields.map("absent").map("deeper").text("anything"), "");
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
}

TEST(Fields, ReportWhatIsWrongAndGoOn) {
  Reading reading(R"(
text: yes
number: "3"
flag: "true"
labels: [a]
texts: {a: b}
huge: 99999999999
amount: 16GiB
part: 1.5
time: 5 minutes
never: never
)");
  const Fields fields(reading.root(), reading.diagnostics);
  EXPECT_EQ(fields.text("text"), "");
  EXPECT_EQ(fields.integer("number"), std::nullopt);
  EXPECT_EQ(fields.boolean("flag"), std::nullopt);
  EXPECT_EQ(fields.labels("labels"), Labels{});
  EXPECT_EQ(fields.texts("texts"), std::vector<std::string>{});
  EXPECT_EQ(fields.integer32_or("huge", 7), 7);
  EXPECT_EQ(fields.quantity("amount"), std::nullopt);
  EXPECT_EQ(fields.int_or_percent("part"), std::nullopt);
  EXPECT_EQ(fields.duration("time"), std::nullopt);
  EXPECT_EQ(fields.nillable_duration("never", "720h").to_string(), "720h");
  const auto& all = reading.diagnostics.all();
  ASSERT_EQ(all.size(), 10u);
  std::vector<std::string> ids;
  for (const Diagnostic& one : all) ids.push_back(std::to_string(one.where.line) + " " + one.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"2 KUBE001", "3 KUBE001", "4 KUBE001", "5 KUBE001", "6 KUBE001", "7 KUBE001",
                                           "8 KUBE002", "9 KUBE003", "10 KUBE004", "11 KUBE004"}));
  EXPECT_EQ(all[0].fixes.at(0).replacement, R"("yes")") << "as it was written, not what it became";
  EXPECT_EQ(all[1].fixes.at(0).replacement, "3");
  EXPECT_EQ(all[2].fixes.at(0).replacement, "true");
  EXPECT_EQ(all[6].where.column, 11) << "points at the suffix";
}

}  // namespace
}  // namespace slipway::kube
