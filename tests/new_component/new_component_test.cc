#include <gtest/gtest.h>

#include <algorithm>

#include "components/component.h"
#include "components/rules.h"
#include "render/rendered_example.h"
#include "rules/run.h"
#include "subject/subject_reader.h"

/// The component of docs/guide/add-a-component.md, in a program in which no other file knows of it.
namespace slipway {
namespace {

rendered::Tree tree_with(const std::string& components) {
  io::FakeFiles files;
  files.files["platform.yaml"] =
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
      "  aws: {region: us-west-2}\n  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n"
      "  components: " +
      components + "\n";
  return rendered::tree_of(files, "platform.yaml");
}

bool holds(const rendered::Tree& tree, const std::string& path, std::string_view text) {
  const auto file = tree.find(path);
  return file != tree.end() && file->second.find(text) != std::string::npos;
}

TEST(NewComponent, IsListedWithItsSummaryAndOptions) {
  const auto found = std::ranges::find(components::all(), "tape-archive", &components::Component::name);
  ASSERT_NE(found, components::all().end());
  EXPECT_EQ((*found)->summary, "checkpoints that nobody reads any more, on tape");
  EXPECT_EQ((*found)->options().fields.front().name, "days");
}

TEST(NewComponent, IsNotThereUnlessItIsNamed) {
  for (const auto& [path, text] : tree_with("[metrics-server]"))
    EXPECT_EQ(path.find("tape"), std::string::npos) << path;
}

TEST(NewComponent, BringsTerraformWithTheRightsOfItsPods) {
  const auto tree = tree_with("[tape-archive: {days: 7}]");
  EXPECT_TRUE(holds(tree, "terraform/tape-archive.tf", "resource \"aws_s3_bucket\" \"tape_archive\""));
  EXPECT_TRUE(holds(tree, "terraform/tape-archive.tf", "resource \"aws_eks_pod_identity_association\""));
  EXPECT_TRUE(holds(tree, "terraform/tape-archive.tf", "s3:PutObject"));
}

TEST(NewComponent, BringsItsChartBeforeTheObjectsOfItsKinds) {
  const auto tree = tree_with("[tape-archive: {days: 7}]");
  EXPECT_TRUE(holds(tree, "kubernetes/charts/tape-archive/chart.yaml", "version: 0.4.0\n"));
  EXPECT_TRUE(
      holds(tree, "kubernetes/charts/tape-archive/values.yaml", "bucket: \"${aws_s3_bucket_tape_archive_id}\"\n"));
  EXPECT_TRUE(holds(tree, "kubernetes/00-namespaces/namespaces.yaml", "name: tape-archive\n"));
  EXPECT_TRUE(holds(tree, "kubernetes/65-extensions/tape-archive.checkpoints.yaml", "afterDays: 7\n"));
  const auto& order = tree.at("kubernetes/order.yaml");
  EXPECT_LT(order.find("- chart: tape-archive"), order.find("- objects: 65-extensions"));
}

TEST(NewComponent, TakesVersionAndValuesAsEveryChartDoes) {
  const auto tree = tree_with("[tape-archive: {version: 0.5.0, values: {replicas: 2}}]");
  EXPECT_TRUE(holds(tree, "kubernetes/charts/tape-archive/chart.yaml", "version: 0.5.0\n"));
  EXPECT_TRUE(holds(tree, "kubernetes/charts/tape-archive/values.yaml", "replicas: 2\n"));
}

TEST(NewComponent, BringsItsRules) {
  const auto* rule = rules::find(components::rules(), "TAPE001");
  ASSERT_TRUE(rule);
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>("policy.yaml",
                                                "apiVersion: tape.example.com/v1\nkind: ArchivePolicy\n"
                                                "metadata: {name: eager}\nspec: {afterDays: 0}\n"),
             subject::SubjectReader::Strangers::Refused);
  const auto subject = reader.finish();
  rules::run(std::span(&rule, 1), subject, findings);
  ASSERT_EQ(findings.all().size(), 1u);
  EXPECT_EQ(findings.all()[0].id, "TAPE001");
  EXPECT_EQ(findings.all()[0].where.line, 4);
}

TEST(NewComponent, SaysWhatMustBeTrueOnceItRuns) {
  const auto tree = tree_with("[tape-archive]");
  EXPECT_TRUE(holds(tree, "README.md",
                    "# tape-archive: checkpoints reach the tapes: something\n"
                    "kubectl get archivepolicy.tape.example.com checkpoints --namespace tape-archive --output "
                    "jsonpath='{.status.lastArchived}'\n"));
  EXPECT_TRUE(holds(tree, "README.md", "--service-account tape-archive"));
}

}  // namespace
}  // namespace slipway
