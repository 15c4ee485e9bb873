#include "rules/wanted_labels.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/yaml.h"

namespace slipway::rules {
namespace {

std::string wanted(const std::string& spec) {
  Diagnostics unheard;
  const doc::Document read = doc::read_yaml_document(std::make_shared<const SourceText>("pod.yaml", spec), unheard);
  std::string out;
  for (const WantedLabel& one : wanted_labels(read.root())) out += (out.empty() ? "" : "; ") + one.to_string();
  return out;
}

std::string affinity(const std::string& terms) {
  return "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [" + terms +
         "]}}}\n";
}

TEST(WantedLabels, AreOfTheSelectorAndOfTheRequiredAffinity) {
  const std::string term =
      "{matchExpressions: [{key: b, operator: In, values: [x, y]}, {key: c, operator: Exists}, "
      "{key: d, operator: NotIn, values: [x]}, {key: e, operator: Gt, values: ['3']}]}";
  EXPECT_EQ(wanted("nodeSelector: {a: '1', z: ''}\n" + affinity(term)), "a=1; z=; b In [x, y]; c");
  EXPECT_EQ(wanted("affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, "
                   "preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}\n"),
            "");
  EXPECT_EQ(wanted("containers: []\n"), "");
}

// One term is enough: what not every term wants nobody must carry.
TEST(WantedLabels, OfSeveralTermsAreWhatEachOfThemWants) {
  const auto in = [](const std::string& key, const std::string& value) {
    return "{matchExpressions: [{key: " + key + ", operator: In, values: [" + value + "]}]}";
  };
  EXPECT_EQ(wanted(affinity(in("a", "x") + ", " + in("b", "x"))), "");
  EXPECT_EQ(wanted(affinity(in("a", "x") + ", " + in("a", "y"))), "a In [x, y]");
  EXPECT_EQ(wanted(affinity(in("a", "x") + ", {matchExpressions: [{key: a, operator: Exists}]}")), "a");
  EXPECT_EQ(wanted(affinity(in("a", "x") + ", {}")), "");
}

}  // namespace
}  // namespace slipway::rules
