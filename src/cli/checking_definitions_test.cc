#include <fmt/core.h>
#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::run_in;
using testing::Said;
using testing::says;

std::string definition(std::string_view version, std::string_view scope = "Namespaced") {
  return fmt::format(
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: things.a.example.com}}\n"
      "spec:\n  group: a.example.com\n  scope: {}\n"
      "  names: {{kind: Thing, listKind: ThingList, plural: things, singular: thing}}\n  versions:\n"
      "  - name: v0\n    served: false\n    storage: false\n    schema: {{openAPIV3Schema: {{type: object}}}}\n"
      "  - name: {}\n    served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object}}}}\n",
      scope, version);
}

std::string thing(std::string_view version) {
  return fmt::format("apiVersion: a.example.com/{}\nkind: Thing\nmetadata: {{name: t}}\n", version);
}

// What is said of an object whose definition is here, but says nothing of its version or cannot be used.
TEST(Checking, SaysWhatADefinitionDoesNotServe) {
  struct Case {
    std::string crd, object;
    std::string_view id, says;  // "": nothing is said
  };
  for (const Case& c : {
           Case{definition("v1"), thing("v1"), "", ""},
           {definition("v1"), thing("v2"), "API020", "it serves v1"},
           {definition("v1"), thing("v0"), "API020", "it serves v1"},
           {definition("v1", "Everywhere"), thing("v1"), "API013", "mend its CustomResourceDefinition first"},
           {definition("1"), thing("v1"), "API013", "mend its CustomResourceDefinition first"},
           {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", thing("v1"), "API013", "--crd FILE"},
           {"apiVersion: kro.run/v1alpha1\nkind: ResourceGraphDefinition\nmetadata: {name: a}\nspec:\n  schema: "
            "{apiVersion: v1, group: a.example.com, kind: Thing}\n  resources: []\n",
            thing("v1"), "", ""},
           {"apiVersion: apiextensions.crossplane.io/v1\nkind: CompositeResourceDefinition\nmetadata: {name: "
            "xthings.a.example.com}\nspec: {group: a.example.com, names: {kind: XThing, plural: xthings}, claimNames: "
            "{kind: Thing, plural: things}, versions: []}\n",
            thing("v1"), "", ""},
       })
    for (const bool is_flag : {false, true}) {
      if (is_flag && !says(c.crd, "kind: CustomResourceDefinition")) continue;
      io::FakeFiles files;
      files.files = {{"crd.yaml", c.crd}, {"t.yaml", c.object}};
      const Said said = is_flag ? run_in(files, {"validate", "--crd", "crd.yaml", "t.yaml", "-o", "json"})
                                : run_in(files, {"validate", "crd.yaml", "t.yaml", "-o", "json"});
      EXPECT_EQ(says(said.out, "no schema of Thing") || says(said.out, "does not serve Thing"), !c.id.empty())
          << c.crd << c.object << said.out;
      EXPECT_TRUE(says(said.out, c.id) && says(said.out, c.says)) << c.crd << c.object << said.out;
    }
}

// A definition is judged as an object and as what makes kinds: each mistake is said by one of the two.
TEST(Checking, SaysAMistakeOfADefinitionOnce) {
  const std::string right = definition("v1");
  const std::string kept = std::string(right).replace(right.find("  scope:"), 0, "  preserveUnknownFields: true\n");
  const std::string old = std::string(right).replace(right.find("io/v1"), 5, "io/v1beta1");
  const std::string open = std::string(right).replace(right.find("{type: object}"), 14, "{}");
  for (const std::string& text : {kept, old, open}) {
    io::FakeFiles files;
    files.files = {{"crd.yaml", text}};
    const std::string said = run_in(files, {"validate", "crd.yaml", "-o", "json"}).out;
    EXPECT_TRUE(says(said, R"("error": 1,)")) << text << said;
    EXPECT_FALSE(says(said, R"(": no matches)")) << said;
  }
}

}  // namespace
}  // namespace slipway::cli
