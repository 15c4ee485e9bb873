// What `slipway preflight --output json` prints is what docs/schemas/preflight.schema.json promises.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "doc/json.h"
#include "json_schema/conforms.h"
#include "report/checked.h"

namespace slipway {
namespace {

using platform::Checked;
using Outcome = Checked::Outcome;

doc::Document parsed(std::string text) {
  Diagnostics diagnostics;
  auto document = doc::read_json(std::make_shared<const SourceText>("text", std::move(text)), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return document;
}

const Checked kWarned{"quotas",   "vCPUs suffice", Outcome::Warned,
                      "5 in all", "pods wait",     "aws service-quotas request"};

TEST(PreflightSchema, HoldsForEachOutcome) {
  std::ifstream in(SLIPWAY_SOURCE_DIR "/docs/schemas/preflight.schema.json");
  std::ostringstream schema;
  schema << in.rdbuf();
  const SourceText spec("platform.yaml", "spec:\n");
  const std::vector<Checked> checks{
      {"region", "zone a is there", Outcome::Ok, "use1-az1"},
      {"images", "group <a> has one", Outcome::Failed, "none", "why", "fix", {&spec, 1, 1, 4}},
      kWarned,
      {"types", "types are there", Outcome::Skipped, "", "AccessDenied"}};
  const doc::Document printed = parsed(report::preflight_json(checks));
  EXPECT_EQ(printed.root()["checks"].size(), 4u);
  EXPECT_EQ(printed.root()["warned"].text(), "1");
  for (const auto& violation : violations(parsed(schema.str()).root(), printed.root())) ADD_FAILURE() << violation;
}

TEST(PreflightReport, SaysWhatWasFoundWhyItMattersAndWhatHelps) {
  EXPECT_EQ(report::checked_line(kWarned, report::Why::New, 12, Colour::Off, 80),
            "warn  quotas        vCPUs suffice: 5 in all\n      pods wait\n      aws service-quotas request\n");
  EXPECT_EQ(report::checked_line({"region", "zone a is there", Outcome::Ok, "use1-az1"}, report::Why::New, 12,
                                 Colour::Off, 80),
            "ok    region        zone a is there: use1-az1\n");
  const Checked skipped{"types", "types are there", Outcome::Skipped, "", "AccessDenied", "ask for the right"};
  EXPECT_EQ(report::checked_line(skipped, report::Why::New, 12, Colour::Off, 80),
            "skip  types         types are there\n      AccessDenied\n      ask for the right\n");
  EXPECT_EQ(report::checked_line(skipped, report::Why::Told, 12, Colour::Off, 80),
            "skip  types         types are there\n");
  EXPECT_EQ(report::checked_summary(std::vector<Checked>{kWarned, skipped}), "0 ok, 0 failed, 1 warning, 1 skipped\n");
  EXPECT_EQ(report::checked_junit(std::span(&kWarned, 1), "demo"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"demo\" tests=\"1\" failures=\"0\" skipped=\"0\">\n"
            "  <testcase classname=\"quotas\" name=\"vCPUs suffice\">\n"
            "    <system-out>warning: 5 in all: pods wait</system-out>\n"
            "  </testcase>\n</testsuite>\n");
}

}  // namespace
}  // namespace slipway
