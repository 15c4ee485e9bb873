#include "render/hcl.h"

#include <gtest/gtest.h>

namespace slipway::render {
namespace {

using doc::Expression;
using doc::List;
using doc::Map;

/// A resource alone in a graph with aws_vpc.main and data.aws_caller_identity.current.
std::string written(const std::string& type, Map arguments, std::vector<platform::ResourceId> depends_on = {}) {
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_vpc", "main"}, {}, "vpc", {}, {}, {}});
  graph.add(platform::Resource{{"data.aws_caller_identity", "current"}, {}, "vpc", {}, {}, {}});
  HclWriter hcl(graph);
  hcl.resource({{type, "x"}, std::move(arguments), "test", {}, std::move(depends_on), {}});
  return hcl.take();
}

/// The one argument of a resource.
std::string argument(doc::Value value, const std::string& type = "aws_x", const std::string& name = "a") {
  const auto text = written(type, {{name, std::move(value)}});
  const auto begin = text.find(" = ") + 3;
  return text.substr(begin, text.rfind("\n}") - begin);
}

TEST(Hcl, AttributesFirstThenBlocksThenWhatItWaitsFor) {
  EXPECT_EQ(written("aws_eks_cluster",
                    {{"name", "demo"},
                     {"vpc_config",
                      Map{{"subnet_ids", List{Expression{"aws_subnet.a.id"}}}, {"endpoint_private_access", true}}},
                     {"role_arn", Expression{"aws_iam_role.cluster.arn"}},
                     {"tags", Map{{"Name", "demo"}, {"karpenter.sh/discovery", "demo"}}},
                     {"encryption_config", Map{{"resources", List{"secrets"}}, {"provider", Map{{"key_arn", "k"}}}}},
                     {"nothing", nullptr}},
                    {{"aws_vpc", "main"}}),
            R"(resource "aws_eks_cluster" "x" {
  name     = "demo"
  role_arn = aws_iam_role.cluster.arn
  tags = {
    Name                     = "demo"
    "karpenter.sh/discovery" = "demo"
  }

  vpc_config {
    subnet_ids              = [aws_subnet.a.id]
    endpoint_private_access = true
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = "k"
    }
  }

  depends_on = [aws_vpc.main]
}
)");
}

TEST(Hcl, AListOfMapsIsABlockEach) {
  EXPECT_EQ(written("data.aws_ami", {{"filter", List{Map{{"name", "a"}}, Map{{"name", "b"}}}}, {"other", Map{}}}),
            R"(data "aws_ami" "x" {
  filter {
    name = "a"
  }

  filter {
    name = "b"
  }

  other {}
}
)");
}

TEST(Hcl, PoliciesAreTreesInJsonencode) {
  EXPECT_EQ(argument(Map{{"Statement", List{Map{{"Action", "s3:*"},
                                                {"Condition", Map{{"StringEquals", Map{{"aws:x", "${aws:username}"}}}}},
                                                {"for", 1}}}}},
                     "aws_iam_role_policy", "policy"),
            R"(jsonencode({
    Statement = [
      {
        Action = "s3:*"
        Condition = {
          StringEquals = {
            "aws:x" = "$${aws:username}"
          }
        }
        "for" = 1
      },
    ]
  }))");
  EXPECT_EQ(argument("{}", "aws_iam_role_policy", "policy"), R"("{}")") << "a text stays one";
}

TEST(Hcl, ReferencesAreReadAndAllElseIsText) {
  EXPECT_EQ(argument("${aws_vpc.main.id}"), "aws_vpc.main.id");
  EXPECT_EQ(argument("arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"),
            R"("arn:aws:iam::${data.aws_caller_identity.current.account_id}:root")");
  EXPECT_EQ(argument("${aws_vpc.main.x[0].y}-${aws_vpc.main.id}"), R"("${aws_vpc.main.x[0].y}-${aws_vpc.main.id}")");
  for (const char* hostile : {"${aws_vpc.other.id}", "${file(\"/etc/passwd\")}", "${aws_vpc.main.id + 1}",
                              "${aws_vpc.main[\"x\"].id}", "${data.external.x.result}", "${var.secret}"}) {
    const auto text = argument(hostile);
    EXPECT_TRUE(text.starts_with("\"$${") && text.ends_with('"')) << text << ": nobody of the graph";
  }
  EXPECT_EQ(argument(Map{{"${aws_vpc.main.id}", 1}, {"${aws_vpc.main.id}:sub", 2}, {"${x}", 3}}, "aws_x", "tags"),
            "{\n    (aws_vpc.main.id)        = 1\n    \"${aws_vpc.main.id}:sub\" = 2\n    \"$${x}\"                  = "
            "3\n  }")
      << "keys too";
}

TEST(Hcl, NumbersAndLists) {
  EXPECT_EQ(argument(0.5), "0.5");
  EXPECT_EQ(argument(-3), "-3");
  EXPECT_EQ(argument(List{}), "[]");
  EXPECT_EQ(argument(List{1, "two", nullptr}), R"([1, "two", null])");
  EXPECT_EQ(argument(List{std::string(60, 'a'), std::string(60, 'b')}),
            "[\n    \"" + std::string(60, 'a') + "\",\n    \"" + std::string(60, 'b') + "\",\n  ]")
      << "a long one stands one item a line";
}

TEST(Hcl, UserDataIsReadableAndEncodedByTerraform) {
  EXPECT_EQ(argument("#!/bin/bash\necho ${HOME}\n", "aws_launch_template", "user_data"),
            "base64encode(<<EOT\n#!/bin/bash\necho $${HOME}\nEOT\n  )");
  EXPECT_EQ(argument("x", "aws_launch_template", "user_data"), R"(base64encode("x"))");
  EXPECT_EQ(argument("x", "aws_instance", "user_data"), R"("x")");
}

TEST(Hcl, ACommentIsOneLineWhateverItHolds) {
  platform::Graph graph;
  HclWriter hcl(graph);
  hcl.comment("a\n}\nresource \"x\"");
  EXPECT_EQ(hcl.take(), "# a } resource \"x\"\n");
}

}  // namespace
}  // namespace slipway::render
