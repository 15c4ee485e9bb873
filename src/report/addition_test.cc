#include "report/addition.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace slipway::report {
namespace {

using cost::Level;
using Realm = platform::GraphChange::Realm;

cost::Bill bill(std::int64_t dollars, bool bounded = true) {
  cost::Bill made;
  made.region = "eu-west-1";
  made.limits_are_bounded = bounded;
  for (const Level level : cost::kLevels) made.totals[level].per_month = Money::micros(dollars * 1'000'000);
  return made;
}

std::string table(const platform::GraphChange& change, const cost::Bill& before, const cost::Bill& after) {
  return addition_table({change, before, after}, Colour::Off, 80);
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

TEST(AdditionTable, NamesFewThingsAndCountsMany) {
  platform::GraphChange change;
  change.added.push_back({Realm::Aws, "iam role", "s3_csi", "s3-csi"});
  for (int i = 0; i < 40; ++i)
    change.added.push_back({Realm::Kubernetes, i < 30 ? "Service" : "Job", "a/" + std::to_string(i), "workloads"});
  change.added.push_back({Realm::Aws, "eks addon", "s3", "s3-csi"});
  EXPECT_TRUE(table(change, bill(1), bill(1))
                  .starts_with("What will exist more: 42\n  s3-csi        iam role s3_csi · eks addon s3\n"
                               "  workloads     Service 30 · Job 10\n\nWhat it costs a month "));
}

TEST(AdditionTable, SaysWhatTheBillBecomes) {
  const platform::GraphChange nothing;
  const std::string more = table(nothing, bill(100), bill(120));
  EXPECT_TRUE(more.starts_with("Nothing will exist more, change or go: no component reads this\n\n")) << more;
  EXPECT_TRUE(says(more, "  more                             +20.00       +20.00       +20.00       +20.00\n")) << more;
  EXPECT_TRUE(says(table(nothing, bill(120), bill(100)), "-20.00")) << "less is said as well";
  EXPECT_TRUE(says(table(nothing, bill(1), bill(1, false)), "+0.00     no limit\n"));
  EXPECT_TRUE(says(table(nothing, bill(1, false), bill(1)), "+0.00      a limit\n"));
}

TEST(AdditionTable, FitsIntoEightyColumnsWhateverItCosts) {
  for (const std::int64_t dollars : {1, 999'999, 9'999'999}) {
    const std::string text = table({}, bill(dollars), bill(2 * dollars));
    for (const auto line : split(text, '\n')) EXPECT_LE(display_width(line), 80u) << line;
  }
}

TEST(AdditionTable, LetsNothingDriveTheTerminal) {
  platform::GraphChange change;
  change.added.push_back({Realm::Kubernetes, "Job", "a/\x1b[2J", "workloads"});
  EXPECT_FALSE(says(table(change, bill(1), bill(1)), "\x1b"));
}

}  // namespace
}  // namespace slipway::report
