#include "rules/choices.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "subject/subject_reader.h"

namespace slipway::rules {
namespace {

std::string pool(int index, std::string_view family, std::string_view label) {
  return fmt::format(
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: p{}}}\nspec: {{template: {{metadata: "
      "{{labels: "
      "{{team: {}}}}}, spec: {{nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}}, requirements: "
      "[{{key: karpenter.k8s.aws/instance-family, operator: In, values: [{}]}}]}}}}}}\n",
      index, label, family);
}

std::string pod(int index, int gpus, int cpu, std::string_view label) {
  return fmt::format(
      "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: pod-{}}}\nspec: {{nodeSelector: {{team: {}}}, containers: "
      "[{{name: "
      "c, resources: {{limits: {{cpu: {}, nvidia.com/gpu: {}}}}}}}]}}\n",
      index, label, cpu, gpus);
}

/// Pods alike share an answer: it must be the one that asking each pool for each pod gives.
TEST(Choices, AreTheTypesOfEachPoolTogether) {
  std::mt19937 random(7);
  const auto one_of = [&](std::initializer_list<std::string_view> all) { return all.begin()[random() % all.size()]; };
  std::string text =
      "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: c}\nspec: {amiSelectorTerms: [{alias: "
      "al2023@v1}]}\n";
  for (int i = 0; i < 12; ++i) text += pool(i, one_of({"g5", "g6", "p5", "m5", "g5, m5"}), one_of({"a", "b"}));
  for (int i = 0; i < 120; ++i)
    text +=
        pod(i, static_cast<int>(random() % 3) * 2, 1 + static_cast<int>(random() % 3) * 40, one_of({"a", "b", "c"}));
  Diagnostics unheard;
  subject::SubjectReader reader(subject::Context(), unheard);
  reader.add(std::make_shared<const SourceText>("f.yaml", text), subject::SubjectReader::Strangers::PassedOver);
  const subject::Subject subject = reader.finish();
  const View& view = view_of(subject);
  const auto& choices = subject.derived<Choices>();
  ASSERT_EQ(view.pods().size(), 120u);
  std::size_t chosen = 0;
  for (const PodView& one : view.pods()) {
    std::vector<const PoolType*> plain;
    std::set<std::pair<std::string_view, bool>> seen;
    for (const Pool* of : view.pools_of(one))
      for (const PoolType* type : view.types_for(*of, one))
        if (seen.emplace(type->type->name, type->price.has_value()).second) plain.push_back(type);
    const auto found = choices.of(one);
    ASSERT_EQ(std::vector(found.begin(), found.end()), plain) << one.pod->owner->name;
    chosen += plain.size();
  }
  EXPECT_GT(chosen, 100u);
}

}  // namespace
}  // namespace slipway::rules
