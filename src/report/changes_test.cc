#include "report/changes.h"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using platform::Change;
using platform::Changes;
using Action = Change::Action;
using Where = Change::Where;

const SourceText kPlatform("platform.yaml", "spec:\n  queues: {}\n");
const SourceRange kQueues{&kPlatform, 2, 3, 6};

Changes some() {
  Changes changes;
  changes.resources = 86;
  changes.charts = 1;
  changes.objects = 41;
  changes.all = {
      {Where::Aws, Action::Create, "aws_sqs_queue.q", "queues", kQueues},
      {Where::Aws, Action::Change, "aws_sqs_queue.r", "queues", kQueues, {"delay_seconds", "tags.team"}},
      {Where::Aws, Action::Replace, "aws_db_instance.app", "databases", {}, {"engine"}},
      {Where::Object, Action::Change, "Deployment ml/web", "workloads", {}, {".spec.replicas 2 → 3"}},
      {Where::Object, Action::Delete, "ScaledObject ml/old", "", {}, {}, "goes before AWS is changed"},
      {Where::Object, Action::Keep, "Namespace old", "", {}, {}, "all that is in it would go with it"},
  };
  return changes;
}

TEST(ChangesTable, CountsByComponentAndNamesWhatIsNotMerelyMade) {
  EXPECT_EQ(changes_table(some(), false, Colour::Off, 80),
            "component        create  change  replace  destroy  keep\n"
            "queues                1       1\n"
            "databases                              1\n"
            "workloads                     1\n"
            "no longer there                                 1     1\n"
            "all                   1       2        1        1     1\n"
            "\n"
            "  ~   aws_sqs_queue.r  platform.yaml:2\n"
            "      delay_seconds, tags.team\n"
            "  -/+ aws_db_instance.app\n"
            "      engine\n"
            "  ~   Deployment ml/web\n"
            "      .spec.replicas 2 → 3\n"
            "  -   ScaledObject ml/old  goes before AWS is changed\n"
            "  =   Namespace old\n"
            "      all that is in it would go with it\n");
}

TEST(ChangesCounts, OfOneComponentAreAllThereIs) {
  Changes changes;
  changes.all = {{Where::Aws, Action::Create, "aws_vpc.main", "vpc"}};
  EXPECT_EQ(changes_counts(changes, 80),
            "component  create\n"
            "vpc             1\n");
}

TEST(ChangesTable, NamesWhatIsMadeWhenAskedAndWhatIsRefused) {
  Changes changes;
  changes.all = {{Where::Object, Action::Create, "Deployment ml/web\x1b[31m", "workloads"}};
  changes.refused = {"Deployment ml/api: spec.selector never changes"};
  const auto text = changes_table(changes, true, Colour::Off, 80);
  EXPECT_NE(text.find("  +   Deployment ml/web"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "what others wrote does not drive the terminal";
  EXPECT_NE(text.find("The API server would refuse:\n  Deployment ml/api: spec.selector never changes\n"),
            std::string::npos);
}

TEST(DriftTable, SaysPlaceComponentAndField) {
  Changes drift = some();
  drift.all.push_back({Where::Object, Action::Create, "Service ml/web", "workloads"});
  drift.unseen = {"the cluster: no answer"};
  EXPECT_EQ(drift_table(drift, Colour::Off, 80).substr(0, 63),
            "platform.yaml:2: queues: aws_sqs_queue.q\n    is gone\nplatform.y");
  EXPECT_NE(drift_table(drift, Colour::Off, 80).find("workloads: Service ml/web\n    is gone\n"), std::string::npos);
  EXPECT_NE(drift_table(drift, Colour::Off, 80).find("not compared: the cluster: no answer"), std::string::npos);
  EXPECT_EQ(drift_table(drift, Colour::Off, 80).find("Namespace old"), std::string::npos);
}

TEST(ChangesJson, HoldsAllOfIt) {
  Changes changes;
  changes.resources = 2;
  changes.all = {{Where::Aws, Action::Change, "aws_sqs_queue.r", "queues", kQueues, {"tags"}}};
  EXPECT_EQ(changes_json(changes), R"({
  "schemaVersion": "slipway.dev/changes/v1alpha1",
  "resources": 2,
  "charts": 0,
  "objects": 0,
  "changes": [
    {
      "where": "aws",
      "action": "change",
      "what": "aws_sqs_queue.r",
      "component": "queues",
      "place": "platform.yaml:2",
      "fields": [
        "tags"
      ]
    }
  ],
  "refused": [],
  "notCompared": [],
  "notes": []
}
)");
}

TEST(SizeOf, CountsInWords) { EXPECT_EQ(size_of(some()), "86 resources, 1 chart, 41 objects"); }

TEST(SizeOf, SaysNothingOfWhatThereIsNot) {
  auto changes = some();
  changes.resources = changes.charts = 0;
  EXPECT_EQ(size_of(changes), "41 objects");
  EXPECT_EQ(size_of({}), "");
}

TEST(DriftTable, CountsWhatIsStillToBeMadeWhenItIsMuchAndNamesWhatIsGone) {
  Changes drift;
  const auto lacks = [&](const std::string& what, const char* component, const char* why) {
    drift.all.push_back({Where::Aws, Action::Create, what, component, {}, {}, why});
  };
  lacks("aws_sqs_queue.q", "queues", "");
  lacks("aws_vpc.main", "vpc", platform::kStillToBeMade);
  EXPECT_EQ(drift_table(drift, Colour::Off, 80),
            "queues: aws_sqs_queue.q\n    is gone\nvpc: aws_vpc.main\n    still to be made\n");
  for (int i = 0; i < 12; ++i) lacks("aws_subnet.s" + std::to_string(i), "subnets", platform::kStillToBeMade);
  EXPECT_EQ(drift_table(drift, Colour::Off, 80),
            "queues: aws_sqs_queue.q\n    is gone\n"
            "still to be made, 13 in all: vpc 1, subnets 12\n");
}

TEST(DriftTable, SaysOfWhatNobodyAskedForWhatItIs) {
  Changes drift;
  drift.all.push_back({Where::Aws, Action::Delete, "arn:v", "", {}, {}, "bears the platform's tag"});
  drift.all.push_back({Where::Object, Action::Delete, "Service old"});
  EXPECT_EQ(drift_table(drift, Colour::Off, 80),
            "arn:v\n    bears the platform's tag\nno longer there: Service old\n    is no longer wanted\n");
}

}  // namespace
}  // namespace slipway::report
