// What `slipway verify --output json` prints is what docs/schemas/verify.schema.json promises.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "doc/json.h"
#include "json_schema/conforms.h"
#include "report/checked.h"
#include "report/verify.h"

namespace slipway {
namespace {

doc::Document parsed(std::string text) {
  Diagnostics diagnostics;
  auto document = doc::read_json(std::make_shared<const SourceText>("text", std::move(text)), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return document;
}

TEST(VerifySchema, HoldsForEachOutcome) {
  std::ifstream in(SLIPWAY_SOURCE_DIR "/docs/schemas/verify.schema.json");
  std::ostringstream schema;
  schema << in.rdbuf();
  const SourceText spec("platform.yaml", "spec:\n");
  using Outcome = platform::CheckResult::Outcome;
  const platform::LiveCheck check{"nodes are <ready>",
                                  platform::KubernetesQuestion{"v1", "Node", "", ""},
                                  {"items[].metadata.name"},
                                  "node-groups",
                                  {&spec, 1, 1, 4}};
  const std::vector<platform::CheckResult> results{{&check, Outcome::Ok, "n1", "", "kubectl get node"},
                                                   {&check, Outcome::Failed, "nothing", "", "kubectl get node"},
                                                   {&check, Outcome::Skipped, "", "no kubeconfig", "kubectl get node"}};
  const doc::Document printed = parsed(report::verify_json(results));
  EXPECT_EQ(printed.root()["checks"].size(), 3u);
  for (const auto& violation : violations(parsed(schema.str()).root(), printed.root())) ADD_FAILURE() << violation;
}

TEST(VerifyReport, SaysInLinesWhatFailedAndHowToSeeIt) {
  using Outcome = platform::CheckResult::Outcome;
  const platform::LiveCheck check{"Deployment web is available",
                                  platform::KubernetesQuestion{"apps/v1", "Deployment", "ml", "web"},
                                  {"status", platform::Expectation::Holds::Equals, "True"},
                                  "workloads",
                                  {}};
  const platform::CheckResult failed{&check, Outcome::Failed, "False", "", "kubectl get deployment web"};
  EXPECT_EQ(report::checked_line(report::checked(failed), report::Why::New, 9, Colour::Off, 80),
            "FAIL  workloads  Deployment web is available\n      found False, expected True\n"
            "      kubectl get deployment web\n");
  const platform::CheckResult skipped{&check, Outcome::Skipped, "", "no kubeconfig", ""};
  EXPECT_EQ(report::checked_line(report::checked(skipped), report::Why::New, 9, Colour::Off, 80),
            "skip  workloads  Deployment web is available\n      no kubeconfig\n");
  EXPECT_EQ(report::checked_line(report::checked(skipped), report::Why::Told, 9, Colour::Off, 80),
            "skip  workloads  Deployment web is available\n");
  EXPECT_EQ(report::checked_junit(std::vector{report::checked(failed)}, "a<b"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"a&lt;b\" tests=\"1\" failures=\"1\" skipped=\"0\">\n"
            "  <testcase classname=\"workloads\" name=\"Deployment web is available\">\n"
            "    <failure message=\"found False, expected True\">kubectl get deployment web</failure>\n"
            "  </testcase>\n</testsuite>\n");
  EXPECT_EQ(report::checked_summary(std::vector{report::checked(failed)}), "0 ok, 1 failed, 0 skipped\n");
}

}  // namespace
}  // namespace slipway
