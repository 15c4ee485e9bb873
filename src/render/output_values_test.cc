#include "render/output_values.h"

#include <gtest/gtest.h>

#include "doc/json.h"

namespace slipway::render {
namespace {

using Values = std::map<std::string, std::string>;

std::optional<Values> read(const std::string& json) {
  Diagnostics diagnostics;
  const auto document = doc::read_json(std::make_shared<const SourceText>("outputs.json", json), diagnostics);
  return output_values(document.root());
}

TEST(OutputValues, AreTheOutputKubernetesAlone) {
  EXPECT_EQ(read(R"({"aws_vpc_main_id": "vpc-1", "aws_db_instance_app_port": 5432})"),
            (Values{{"aws_vpc_main_id", "vpc-1"}, {"aws_db_instance_app_port", "5432"}}));
}

TEST(OutputValues, AreFoundAmongAllOutputs) {
  EXPECT_EQ(read(R"({"region": {"value": "us-west-2"}, "kubernetes": {"sensitive": false, "type": [],
                     "value": {"aws_vpc_main_id": "vpc-1"}}})"),
            (Values{{"aws_vpc_main_id", "vpc-1"}}));
}

TEST(OutputValues, LeaveOutWhatIsNotKnown) { EXPECT_EQ(read(R"({"a": null, "b": ["x"]})"), Values{}); }

TEST(OutputValues, AreNotInAnythingElse) {
  EXPECT_EQ(read("[]"), std::nullopt);
  EXPECT_EQ(read(R"({"kubernetes": {"type": "string"}})"), std::nullopt);
}

}  // namespace
}  // namespace slipway::render
