#include "requirements/check.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/yaml.h"
#include "requirements/compare.h"
#include "requirements/path.h"

namespace slipway::requirements {
namespace {

doc::Value read(std::string text) {
  Diagnostics diagnostics;
  return doc::Value(
      doc::read_yaml_document(std::make_shared<const SourceText>("text", std::move(text)), diagnostics).root());
}

TEST(Path, LeadsIntoMapsAndLists) {
  const auto root = read(R"(
spec:
  limits: {nvidia.com/gpu: 4}
  containers:
    - {name: web, ports: [{port: 80}, {port: 81}]}
    - {name: side, ports: [{port: 90}]}
  one: {name: block, size: 3}
)");
  struct Case {
    std::string_view path, found;
  };
  for (const Case& c : {Case{"spec.limits[nvidia.com/gpu]", "4"},
                        {"spec.containers[0].name", "\"web\""},
                        {"spec.containers[*].ports[*].port", "80 81 90"},
                        {"spec.containers[name=side].ports[0].port", "90"},
                        {"spec.one[0].size", "3"},
                        {"spec.one[name=block].size", "3"},
                        {"spec.one.*", "\"block\" 3"},
                        {"spec.containers[2]", ""},
                        {"spec.nothing.below", ""}}) {
    std::string found;
    for (const auto* value : follow(root, c.path))
      found += (found.empty() ? "" : " ") + doc::write_json(*value, doc::JsonLayout::Compact);
    EXPECT_EQ(found, c.found) << c.path;
  }
}

TEST(Compare, IsStrictAboutKinds) {
  EXPECT_FALSE(is_equal(read("\"3\""), read("3")));
  EXPECT_FALSE(is_equal(read("\"true\""), read("true")));
  EXPECT_TRUE(is_equal(read("[a, {b: 1}]"), read("[a, {b: 1}]")));
  EXPECT_FALSE(is_equal(read("[a, b]"), read("[b, a]")));
  EXPECT_TRUE(is_equal(doc::Value(doc::Expression{"aws_vpc.main.id"}), read("aws_vpc.main.id")));
  EXPECT_TRUE(is_equal(doc::Value(doc::Expression{"aws_vpc.main.id"}), read("${aws_vpc.main.id}")));
}

TEST(Compare, ContainsPartsOfTextsListsAndMaps) {
  EXPECT_TRUE(contains(read("one two"), read("two")));
  EXPECT_TRUE(contains(read("[a, b]"), read("b")));
  EXPECT_FALSE(contains(read("[ab]"), read("b")));
  EXPECT_FALSE(contains(read("a text"), read("{a: 1}")));
  EXPECT_TRUE(contains(read("[{key: a, value: 1}, {key: b}]"), read("{key: a}")));
  EXPECT_FALSE(contains(read("[{key: a, value: 1}]"), read("{key: a, value: 2}")));
  EXPECT_TRUE(contains(read("{a: 1, b: {c: 2, d: 3}}"), read("{b: {d: 3}}")));
  EXPECT_TRUE(contains(read("[a, b, c]"), read("[c, a]")));
}

TEST(Check, SaysWhatIsWrongWithIt) {
  struct Case {
    std::string_view line, message;
  };
  for (const Case& c : {Case{"aws_vpc.main cidr_block", "no test: expected =, contains, exists …"},
                        {"= 3", "no subject"},
                        {"aws_vpc.main cidr_block =", "expected a value"},
                        {"aws_vpc.main exists now", "nothing may follow"},
                        {"aws_vpc.main a b = 3", "one path only"},
                        {"values exists", "'values' of what?"},
                        {"vpc.main exists", "unknown subject 'vpc.main'"}}) {
    const auto check = parse_check(c.line);
    ASSERT_FALSE(check) << c.line;
    EXPECT_EQ(check.error().message, c.message) << c.line;
  }
}

TEST(Check, AsksWhatIsRendered) {
  AskedPlatform platform(Which{"", "aws: {region: us-west-2}\n", ""});
  for (const char* line :
       {"aws_vpc.main enable_dns_hostnames = true", "aws_subnet.private_* count >= 2",
        "aws_subnet.* availability_zone distinct >= 2",
        "aws_iam_role_policy_attachment.cluster_* after aws_iam_role.cluster",
        "aws_eks_addon.* after aws_eks_cluster.main", "some aws_eks_addon.* addon_name = coredns",
        "role cluster managed contains arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        "StorageClass/gp3 parameters.encrypted = \"true\"", "aws_wafv2_web_acl.* absent",
        "plan platform.region = us-west-2", "run 'catalog types g4dn.xlarge --output json' types[0].vcpus = 4"}) {
    const auto check = parse_check(line);
    ASSERT_TRUE(check) << line << ": " << check.error().message;
    EXPECT_EQ(run(*check, platform), std::nullopt) << line;
  }
  for (const char* line :
       {"aws_vpc.main enable_dns_hostnames = false", "aws_vpc.other exists", "aws_subnet.* cidr_block absent",
        "aws_vpc.other a absent", "aws_subnet.private_* count < 2", "role cluster s3:GetObject exists",
        "StorageClass/gp3 parameters.encrypted = true", "aws_eks_addon.* addon_name = coredns",
        "text README.md contains kind: Nothing", "aws_vpc.main after aws_eks_cluster.main"}) {
    const auto check = parse_check(line);
    ASSERT_TRUE(check) << line << ": " << check.error().message;
    EXPECT_NE(run(*check, platform), std::nullopt) << line;
  }
}

}  // namespace
}  // namespace slipway::requirements
