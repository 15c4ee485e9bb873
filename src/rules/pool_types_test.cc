#include <gtest/gtest.h>

#include "rules/testing/linted.h"
#include "rules/testing/pools.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

TEST(PoolTypeRules, TypesAndFamiliesMustExist) {
  EXPECT_EQ(linted("KRP020", {{"f.yaml", pool(type("g5.2xlage, g5.xlarge") + family("g5"))}}),
            (Said{"f.yaml:8 warning: there is no instance type 'g5.2xlage'"}));
  EXPECT_EQ(linted("KRP020", {{"f.yaml", pool(type("g5.2xlage") + family("gg5"))}}),
            (Said{"f.yaml:8 error: there is no instance type 'g5.2xlage'",
                  "f.yaml:9 error: there is no instance family 'gg5'"}));
  EXPECT_EQ(lines("KRP020", pool(family("g5, gg6"))), "8");
}

TEST(PoolTypeRules, ValuesOfLabelsMustExistBesideOthers) {
  const auto in = [](const std::string& key, const std::string& values) { return pool(one_of(key, values)); };
  const std::string of = "karpenter.k8s.aws/instance-";
  EXPECT_EQ(linted("KRP020", {{"f.yaml", in(of + "gpu-name", "H100, l40s")}}),
            (Said{"f.yaml:8 warning: no instance type has instance-gpu-name 'H100'"}));
  EXPECT_EQ(fixed("KRP020", in(of + "gpu-name", "H100, l40s")), in(of + "gpu-name", "h100, l40s"));
  for (const auto& [key, values] :
       std::vector<std::pair<std::string, std::string>>{{of + "category", "g, P"},
                                                        {of + "size", "xlarge, 2xlage"},
                                                        {of + "gpu-manufacturer", "nvidia, amdd"},
                                                        {"kubernetes.io/arch", "amd64, x86"},
                                                        {"eks.amazonaws.com/instance-gpu-name", "l4, L40S"}})
    EXPECT_EQ(lines("KRP020", in(key, values)), "8") << key;
  for (const auto& [key, values] :
       std::vector<std::pair<std::string, std::string>>{{of + "gpu-name", "h100, l40s"},
                                                        {of + "gpu-name", "H100"} /* KRP022's */,
                                                        {of + "generation", "\"7\", \"99\""},
                                                        {of + "cpu", "\"4\", \"5\""},
                                                        {"team", "a, b"},
                                                        {"topology.kubernetes.io/zone", "us-west-2a, us-west-9z"}})
    EXPECT_EQ(lines("KRP020", in(key, values)), "") << key << values;
}

TEST(PoolTypeRules, FamiliesMustComeInTheSizes) {
  EXPECT_EQ(linted("KRP021", {{"f.yaml", pool(family("t3, m5, c5") + size("small, medium, large"))}}),
            (Said{"f.yaml:9 warning: m5.small, m5.medium, c5.small, c5.medium do not exist"}));
  EXPECT_EQ(linted("KRP021", {{"f.yaml", pool(family("t3, m5") + size("small, medium"))}}),
            (Said{"f.yaml:9 warning: NodePool p can never have m5"}));
  // What none of them comes in is never had, however many others are.
  EXPECT_EQ(linted("KRP021", {{"f.yaml", pool(family("c6i, m6i") + size("medium, large, xlarge"))}}),
            (Said{"f.yaml:9 warning: no family of NodePool p comes in size medium"}));
  EXPECT_EQ(lines("KRP021", pool(family("t3, m6i") + size("medium, large, xlarge"))), "") << "t3.medium";
  EXPECT_EQ(lines("KRP021", pool(family("m7i, c7i") + size("large, xlarge"))), "");
  EXPECT_EQ(lines("KRP021", pool(family("p4d, p5") + size("24xlarge, 48xlarge"))), "");
}

TEST(PoolTypeRules, RequirementsMustLeaveAType) {
  EXPECT_EQ(lines("KRP022", pool(family("g5") + gpus("2"))), "9");
  EXPECT_EQ(lines("KRP022", pool(family("g5") + gpus("4"))), "");
}

TEST(PoolTypeRules, WhatMayHaveBeenMeantIsMeant) {
  const auto hint = [](const std::string& key, const std::string& value) {
    Diagnostics unheard, found;
    subject::SubjectReader reader(subject::Context(), unheard);
    reader.add(std::make_shared<const SourceText>("f.yaml", pool(one_of(key, value))),
               subject::SubjectReader::Strangers::PassedOver);
    const subject::Subject subject = reader.finish();
    const Rule* rule = find(all(), "KRP022");
    run(std::span(&rule, 1), subject, found);
    return found.all().empty() ? std::string("nothing") : found.all().front().hint;
  };
  const std::string own = "karpenter.k8s.aws/instance-";
  EXPECT_EQ(hint(own + "gpu-name", "h101"), "did you mean h100?");
  EXPECT_EQ(hint(own + "gpu-count", "\"6\""), "the nearest are 4 and 8");
  EXPECT_EQ(hint(own + "gpu-count", "\"77\""), "the most is 16");
  EXPECT_EQ(hint(own + "gpu-count", "eight"), "it is a number");
  EXPECT_EQ(hint("kubernetes.io/arch", "x86_64"), "did you mean amd64?");
  EXPECT_EQ(hint("kubernetes.io/arch", "aarch64"), "did you mean arm64?");
  EXPECT_EQ(hint(own + "category", "q").find("did you mean"), std::string::npos) << "any letter is as near";
}

TEST(PoolTypeRules, TheRequirementAtFaultIsNamed) {
  const std::string name = "karpenter.k8s.aws/instance-gpu-name";
  EXPECT_EQ(linted("KRP022", {{"f.yaml", pool(family("g6e") + one_of(name, "L40S"))}}),
            (Said{"f.yaml:9 error: no instance type meets instance-gpu-name In [L40S] of NodePool p"}));
  EXPECT_EQ(linted("KRP022", {{"f.yaml", pool(one_of("kubernetes.io/arch", "arm, x86") + family("g5g"))}}),
            (Said{"f.yaml:8 error: no instance type meets arch In [arm, x86] of NodePool p"}));
  // Each of the two is met by some type, both by none.
  EXPECT_EQ(linted("KRP022", {{"f.yaml", pool(family("g5") + one_of(name, "l4"))}}),
            (Said{"f.yaml:9 error: no instance type meets all requirements of NodePool p"}));
  // Three of which no one alone is in the way: where none is left.
  EXPECT_EQ(
      linted("KRP022", {{"f.yaml", pool(family("g5") + one_of(name, "l4") + one_of("kubernetes.io/arch", "arm64"))}}),
      (Said{"f.yaml:9 error: no instance type meets all requirements of NodePool p"}));
  EXPECT_EQ(lines("KRP022", pool(family("g6e") + one_of(name, "l40s"))), "");
  EXPECT_EQ(lines("KRP022", pool(type("g5.2xlage"))), "");  // KRP020's
}

TEST(PoolTypeRules, AutoModeHasNotAllTypes) {
  std::string text = pool(type("t2.micro"));
  const std::string spec = "    spec:\n";
  text.insert(text.find(spec) + spec.size(),
              "      nodeClassRef: {group: eks.amazonaws.com, kind: NodeClass, name: c}\n");
  EXPECT_EQ(linted("KRP022", {{"f.yaml", text}}),
            (Said{"f.yaml:8 error: EKS Auto Mode has none of the types that NodePool p requires"}));
}

TEST(PoolTypeRules, MinValuesAreAmongTheTypesThatAreLeft) {
  const auto least = [](const std::string& key, const std::string& rest, int number) {
    return "      - {key: " + key + ", " + rest + ", minValues: " + std::to_string(number) + "}\n";
  };
  const std::string family_key = "karpenter.k8s.aws/instance-family", type_key = "node.kubernetes.io/instance-type";
  EXPECT_EQ(linted("KRP037", {{"f.yaml", with_class(pool(family("g5, g6") + least(type_key, "operator: Exists", 60)))}})
                .size(),
            1u);
  // Two families are listed; what else is required leaves one.
  const std::string one_left = one_of("karpenter.k8s.aws/instance-gpu-name", "l4");
  EXPECT_EQ(linted("KRP037",
                   {{"f.yaml", with_class(pool(least(family_key, "operator: In, values: [g5, g6]", 2) + one_left))}}),
            (Said{"f.yaml:9 error: the types of NodePool p have 1 value of karpenter.k8s.aws/instance-family, not 2"}));
  EXPECT_EQ(lines("KRP037", with_class(pool(least(family_key, "operator: In, values: [g5, g6]", 2)))), "");
  EXPECT_EQ(lines("KRP037", with_class(pool(family("g5, g6") + least(type_key, "operator: Exists", 8)))), "");
  EXPECT_EQ(lines("KRP037", with_class(pool(least(family_key, "operator: In, values: [g5]", 2)))), "")
      << "the server's";
  EXPECT_EQ(lines("KRP037", pool(least(family_key, "operator: In, values: [g5, g6]", 2) + one_left)), "")
      << "of no class";
  // A class takes types away and adds none: what the pool contradicts in itself, it does whatever its class is.
  const auto alone = [](const std::string& text) {
    const std::string whole = with_class(text);
    return Files{{"f.yaml", whole.substr(0, whole.find("---\n"))}};
  };
  EXPECT_EQ(linted("KRP037", alone(pool(least(family_key, "operator: In, values: [g5, g6]", 2) + one_left))),
            (Said{"f.yaml:9 error: the types of NodePool p have 1 value of karpenter.k8s.aws/instance-family, not 2"}));
  EXPECT_EQ(linted("KRP037", alone(pool(family("g5, g6") + least(type_key, "operator: Exists", 60)))).size(), 1u);
  EXPECT_EQ(linted("KRP037", alone(pool(least(family_key, "operator: In, values: [g5, g6]", 2)))), Said{});
  EXPECT_EQ(linted("KRP037", alone(pool(family("m5, m6i, m7g, trn1, inf2") + least(type_key, "operator: Exists", 8)))),
            Said{});
}

TEST(PoolTypeRules, CapacityTypesAreThree) {
  EXPECT_EQ(linted("KRP035", {{"f.yaml", pool(capacity("ondemand"))}}),
            (Said{"f.yaml:8 error: karpenter.sh/capacity-type is never 'ondemand'"}));
  EXPECT_EQ(linted("KRP035", {{"f.yaml", pool(capacity("spot, on_demand"))}}),
            (Said{"f.yaml:8 warning: karpenter.sh/capacity-type is never 'on_demand'"}));
  EXPECT_EQ(lines("KRP035", pool(one_of("karpenter.k8s.aws/instance-tenancy", "host"))), "8");
  EXPECT_EQ(lines("KRP035", pool(capacity("spot, on-demand, reserved"))), "");
  EXPECT_EQ(fixed("KRP035", pool(capacity("spot, on_demand"))), pool(capacity("spot, on-demand")));
}

TEST(PoolTypeRules, InNeedsValues) {
  EXPECT_EQ(lines("KRP030", pool(family(""))), "8");
  EXPECT_EQ(lines("KRP030", pool(family("g5"))), "");
}

}  // namespace
}  // namespace slipway::rules::testing
