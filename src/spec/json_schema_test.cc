#include "spec/json_schema.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "base/text.h"
#include "doc/json.h"
#include "spec/reference_page.h"
#include "spec/rows.h"

namespace slipway::spec {
namespace {

const doc::Value& at(const doc::Value& schema, std::string_view path) {
  const doc::Value* value = &schema;
  for (const auto part : split(path, '/')) value = &(*value)[part];
  return *value;
}

TEST(JsonSchema, SaysWhatTheRowsSay) {
  const doc::Value schema = json_schema();
  struct Case {
    std::string_view path, json;
  };
  for (
      const Case& c : {
          Case{"$schema", R"("https://json-schema.org/draft/2020-12/schema")"},
          {"type", R"("object")"},
          {"properties/apiVersion/enum", R"(["slipway.dev/v1alpha1"])"},
          {"$defs/NodePool/properties/weight",
           R"({"description":"Pools of higher weight are asked first; 0: last.","type":"integer","minimum":0,"maximum":100,"default":0})"},
          {"$defs/NodePool/properties/capacity/anyOf",
           R"([{"type":"array","items":{"enum":["onDemand","spot","reserved","capacityBlock"]},"minItems":1},{"enum":["onDemand","spot","reserved","capacityBlock"]}])"},
          {"$defs/NodePool/properties/capacity/default", R"(["onDemand"])"},
          {"$defs/Cluster/properties/mode/enum", R"(["managed","auto"])"},
          {"$defs/FileSystem/properties/throughput/enum", "[125,250,500,1000]"},
          {"$defs/Encryption/properties/key/anyOf",
           R"([{"enum":["create","none"]},{"type":"string","pattern":"^arn:aws[^:]*:kms:[^:]*:[0-9]{12}:.+$"}])"},
          {"$defs/NodePool/additionalProperties", "false"},
          {"$defs/Workload/properties/env/propertyNames", R"({"pattern":"^[A-Za-z_][A-Za-z0-9_]*$"})"},
          {"$defs/spec/properties/nodePools/additionalProperties",
           R"({"anyOf":[{"$ref":"#/$defs/NodePool"},{"type":"null"}]})"},
          {"$defs/NodePool/properties/requirements/type", R"("array")"},
      })
    EXPECT_EQ(doc::write_json(at(schema, c.path), doc::JsonLayout::Compact), c.json) << c.path;
}

/// What an included file may bring is not asked of each file; an item of a list stands alone.
TEST(JsonSchema, RequiresOnlyWhatNoOtherFileCanBring) {
  const doc::Value schema = json_schema();
  EXPECT_TRUE(at(schema, "required").is_null());
  EXPECT_TRUE(at(schema, "$defs/NodeGroup/required").is_null());
  EXPECT_EQ(doc::write_json(at(schema, "$defs/Grant/required"), doc::JsonLayout::Compact), R"(["to","actions"])");
}

TEST(JsonSchema, DefinesWhatItRefersToAndNothingElse) {
  const doc::Value schema = json_schema();
  std::set<std::string> defined, referred;
  for (const auto& [name, definition] : schema["$defs"].map()->entries()) defined.insert("#/$defs/" + name);
  const std::function<void(const doc::Value&)> visit = [&](const doc::Value& value) {
    if (const auto* map = value.map())
      for (const auto& [key, below] : map->entries()) {
        if (key == "$ref") referred.insert(*below.string());
        visit(below);
      }
    if (const auto* list = value.list())
      for (const auto& item : list->items()) visit(item);
  };
  visit(schema);
  EXPECT_EQ(defined, referred);
}

struct Options {
  Number replicas = 2;
  SourceRange where;
};
const StructType& type_of(const Options*) {
  static const StructType type =
      Rows(Of<Options>{}, "Options", "…").field("replicas", &Options::replicas, "How many.").at_least(1);
  return type;
}

TEST(JsonSchema, KnowsComponentsAndTheirOptions) {
  const ComponentChoice choices[] = {{"keda", "scales", &type_of(static_cast<const Options*>(nullptr))},
                                     {"kro", "composes"}};
  const doc::Value schema = json_schema(choices);
  const auto& items = at(schema, "$defs/spec/properties/components/items/anyOf").list()->items();
  EXPECT_EQ(doc::write_json(items[0]["enum"], doc::JsonLayout::Compact), R"(["keda","kro"])");
  EXPECT_EQ(doc::write_json(items[1]["properties"]["keda"]["properties"]["replicas"], doc::JsonLayout::Compact),
            R"({"description":"How many.","type":"integer","minimum":1,"default":2})");
}

TEST(ReferencePage, HasEachStructOnceWithItsFields) {
  const std::string page = reference_page();
  for (const std::string_view line : {
           "## NodePool\n\nAt `spec.nodePools.<name>`. A Karpenter NodePool: what may be bought for pending pods.\n",
           "| `weight` | integer | `0` | Pools of higher weight are asked first; 0: last. 0 to 100. |\n",
           "| `vpcId` | VPC id | **required** | Its id. |\n",
           "| `taints` | list of [Taint](#taint) |  | Taints of the nodes. |\n",
           "Short form: key, key:Effect, key=value or key=value:Effect (a bare key has the value true; NoSchedule).\n",
       }) {
    const auto first = page.find(line);
    EXPECT_NE(first, std::string::npos) << line;
  }
  EXPECT_EQ(page.find("## NodePool\n"), page.rfind("## NodePool\n"));
  for (const auto row : split(page, '\n'))
    if (row.starts_with("| ")) {
      std::size_t bars = 0;
      for (std::size_t i = 0; i < row.size(); ++i) bars += row[i] == '|' && (i == 0 || row[i - 1] != '\\');
      EXPECT_EQ(bars, 5u) << row;
    }
}

}  // namespace
}  // namespace slipway::spec
