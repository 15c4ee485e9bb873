#include "kube/version.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

Version semantic(std::string_view text) { return Version::parse_semantic(text).value(); }
Version generic(std::string_view text) { return Version::parse_generic(text).value(); }

TEST(Version, ReadsSemanticVersions) {
  const Version version = semantic(" v1.36.3-eks.1+build-5 ");
  EXPECT_EQ(version.numbers(), (std::vector<std::uint64_t>{1, 36, 3}));
  EXPECT_EQ(version.pre_release(), "eks.1");
  EXPECT_EQ(version.build(), "build-5");
  EXPECT_EQ(version.to_string(), "1.36.3-eks.1+build-5");
}

TEST(Version, GenericVersionsEndWhereTheirNumbersDo) {
  EXPECT_EQ(generic("v1.36.3-eks-5a1b2c3").to_string(), "1.36.3");
  EXPECT_EQ(generic("1.28+").to_string(), "1.28");
  EXPECT_EQ(generic("1.2.3.4").patch(), 3u);
  EXPECT_EQ(Version::parse_major_minor("1.36.3").value().to_string(), "1.36");
}

TEST(Version, SaysWhatIsWrong) {
  struct Case {
    const char* text;
    std::size_t offset;
    const char *message, *go;
  };
  for (const Case& c :
       {Case{"1.2", 0, "expected three numbers, found 2", "illegal version string \"1.2\""},
        {"x", 0, "expected a version such as 1.36.3", "could not parse \"x\" as version"},
        {"1.02.3", 2, "a number does not start with 0", "illegal zero-prefixed version component \"02\" in \"1.02.3\""},
        {"1.2.3-a..b", 7, "expected -pre.release or +build, of letters, digits and hyphens",
         "could not parse pre-release/metadata (-a..b) in version \"1.2.3-a..b\""},
        {"1.2.3-rc.01", 9, "a number does not start with 0",
         "illegal zero-prefixed version component \"01\" in \"1.2.3-rc.01\""},
        {"1.2.18446744073709551616", 4, "a number of 64 bits at most",
         "illegal non-numeric version component \"18446744073709551616\" in \"1.2.18446744073709551616\": "
         "strconv.ParseUint: parsing "
         "\"18446744073709551616\": value out of range"}}) {
    const auto parsed = Version::parse_semantic(c.text);
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(parsed.error(), (ParseError{c.offset, c.message})) << c.text;
    EXPECT_EQ(Version::semantic_go_error(c.text), c.go);
  }
  EXPECT_EQ(Version::generic_go_error("1"), "illegal version string \"1\"");
}

TEST(Version, OrdersSemanticVersionsByPreRelease) {
  const char* ascending[] = {"1.2.3-1",          "1.2.3-2",    "1.2.3-10", "1.2.3-alpha", "1.2.3-alpha.1",
                             "1.2.3-alpha.beta", "1.2.3-rc.1", "1.2.3",    "1.10.0"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      EXPECT_EQ(semantic(ascending[i]) <=> semantic(ascending[j]), i <=> j) << ascending[i] << ' ' << ascending[j];
    }
  }
  EXPECT_EQ(semantic("1.2.3+a"), semantic("1.2.3+b"));
}

TEST(Version, OrdersOtherVersionsByNumbersAlone) {
  EXPECT_EQ(generic("1.2"), generic("1.2.0"));
  EXPECT_LT(generic("1.9"), generic("1.10"));
  EXPECT_EQ(generic("1.2.3"), semantic("1.2.3-rc.1"));
}

TEST(VersionSkew, FollowsThePublishedPolicy) {
  struct Case {
    const char *server, *other;
    std::int64_t minors;
    bool kubelet, kubectl, upgrade;
  };
  for (const Case& c : {Case{"1.34", "v1.34.2-eks-abc", 0, true, true, false},
                        {"1.34", "1.31", 3, true, false, false},
                        {"1.34", "1.30", 4, false, false, false},
                        {"1.34", "1.35", -1, false, true, true}}) {
    const VersionSkew skew = version_skew(generic(c.server), generic(c.other));
    EXPECT_TRUE(skew.same_major);
    EXPECT_EQ(skew.minors, c.minors);
    EXPECT_EQ(skew.kubelet_may_run, c.kubelet) << c.other;
    EXPECT_EQ(skew.kubectl_may_speak, c.kubectl) << c.other;
    EXPECT_EQ(skew.is_next_upgrade, c.upgrade) << c.other;
  }
  EXPECT_FALSE(version_skew(generic("1.34"), generic("2.34")).same_major);
}

TEST(ApiVersions, StableComesFirst) {
  const char* ascending[] = {"foo10", "foo1", "", "v1alpha1", "v2alpha1", "v1beta1", "v1beta2", "v1", "v2", "v10"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      EXPECT_EQ(compare_api_versions(ascending[i], ascending[j]), i <=> j) << ascending[i] << ' ' << ascending[j];
    }
  }
}

}  // namespace
}  // namespace slipway::kube
