#include "kube/decode/field_check.h"

#include <gtest/gtest.h>

#include "kube/objects/reading_for_tests.h"

namespace slipway::kube {
namespace {

TEST(FieldCheck, NamesEveryFieldThatIsNone) {
  const Reading reading(R"({"apiVersion": "v1", "kind": "Pod",
  "metadata": {"label": {}},
  "spec": {"containers": [{"imagePullpolicy": "Always", "zzz": 1}]}})");
  Diagnostics found;
  EXPECT_TRUE(check_object_fields(reading.root(), found));
  found.sort();
  EXPECT_EQ(said(found), (std::vector<std::string>{
                             "2:16 KUBE007 unknown field 'label' in ObjectMeta",
                             "3:28 KUBE007 unknown field 'imagePullpolicy' in Container",
                             "3:57 KUBE007 unknown field 'zzz' in Container",
                         }));
  EXPECT_EQ(found.all()[1].fixes.at(0).replacement, "imagePullPolicy");
  EXPECT_TRUE(found.all()[2].fixes.empty());
}

TEST(FieldCheck, NamesEveryValueOfTheWrongType) {
  const Reading reading(R"({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": "3",
  "paused": "true", "selector": [], "minReadySeconds": 9999999999,
  "strategy": {"rollingUpdate": {"maxSurge": true}},
  "template": {"spec": {"containers": [{"name": 5, "resources": {"limits": {"memory": "16GB"}}}]}}}})");
  Diagnostics found;
  check_object_fields(reading.root(), found);
  found.sort();
  EXPECT_EQ(said(found), (std::vector<std::string>{
                             "1:70 KUBE001 expected an integer, not a string",
                             "2:13 KUBE001 expected a boolean, not a string",
                             "2:33 KUBE001 expected a map, not a list",
                             "2:56 KUBE001 this integer is too large",
                             "3:46 KUBE001 expected a 32-bit integer or a string, not a boolean",
                             "4:49 KUBE001 expected a string, not an integer",
                             "4:87 KUBE002 unknown suffix 'GB': did you mean 16G?",
                         }));
  EXPECT_EQ(found.all()[0].fixes.at(0).replacement, "3");
  EXPECT_EQ(found.all()[5].fixes.at(0).replacement, R"("5")");
}

TEST(FieldCheck, SaysWhenItDoesNotKnowTheKind) {
  const Reading reading(R"({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "anything": 1})");
  Diagnostics found;
  EXPECT_FALSE(check_object_fields(reading.root(), found));
  EXPECT_TRUE(found.all().empty());
}

// A name is a fix where its field takes the value, or will when that is mended, and nobody has the name yet.
TEST(FieldCheck, GivesAMistypedFieldOnlyANameThatTakesItsValue) {
  struct Case {
    const char* container;
    std::vector<std::string> fixes;  // by place
    const char* says;
  };
  for (const Case& c : {
           Case{"port: 80", {}, "write ports, which takes a list"},
           {"prts: [{containerPort: 80}]", {"ports"}, "write ports"},
           {"imag: {a: b}", {}, "write image, which takes a string"},
           {"imag: 5", {"image"}, "write image"},
           {"imag: null", {"image"}, "write image"},
           {"image: a, imag: b", {}, "take it away: image is there already"},
           {"imag: a, imagee: b", {"image"}, "take it away: image is there already"},
           {"stdn: \"true\"", {"stdin"}, "write stdin"},
           {"stdn: maybe", {}, "write stdin, which takes true or false"},
           {"resource: {limit: {}}", {"resources"}, "write resources"},
           {"resource: [a]", {}, "write resources, which takes a map"},
       }) {
    const Reading reading("{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, " + std::string(c.container) +
                          "}]}}");
    Diagnostics found;
    check_object_fields(reading.root(), found);
    std::vector<std::string> fixes;
    bool says = false;
    for (const Diagnostic& one : found.all()) {
      for (const FixIt& fix : one.fixes) fixes.push_back(fix.replacement);
      says = says || one.fix == c.says;
    }
    EXPECT_EQ(fixes, c.fixes) << c.container;
    EXPECT_TRUE(says) << c.container;
  }
}

}  // namespace
}  // namespace slipway::kube
