#include "admission/project_groups.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "admission/embedded.h"
#include "catalog/csv.h"
#include "kube/version.h"

namespace slipway::admission {
namespace {

TEST(ProjectGroups, AreThoseOfAReleaseThatWasLookedAt) {
  EXPECT_EQ(project_of("keda.sh"), "KEDA 2.20");
  EXPECT_EQ(project_of("acme.cert-manager.io"), project_of("cert-manager.io"));
  for (const char* other : {"", "keda.sh2", "argoproj.io", "apps"}) EXPECT_EQ(project_of(other), "") << other;
  catalog::CsvReader csv(embedded::project_groups());
  const auto group = csv.column("group"), source = csv.column("source"), date = csv.column("date");
  std::string_view before;
  while (csv.next()) {
    EXPECT_LT(before, csv[group]) << "sorted";
    before = csv[group];
    EXPECT_NE(csv[source].find('/'), std::string_view::npos) << before;
    EXPECT_EQ(csv[date].size(), 10u) << before;
  }
}

TEST(ProjectGroups, HaveKindsWithTheirNewestVersionFirst) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const KindWithoutSchema& one : kinds_without_schema()) {
    EXPECT_TRUE(seen.emplace(one.group, one.kind).second) << one.kind;
    EXPECT_TRUE(seen.rbegin()->second == one.kind && seen.rbegin()->first == one.group) << one.kind << ": sorted";
    ASSERT_FALSE(one.versions.empty()) << one.kind;
    for (std::size_t i = 1; i < one.versions.size(); ++i)
      EXPECT_TRUE(kube::compare_api_versions(one.versions[i - 1], one.versions[i]) > 0) << one.kind;
  }
  EXPECT_FALSE(seen.empty());
}

}  // namespace
}  // namespace slipway::admission
