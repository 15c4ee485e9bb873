#include "requirements/hcl.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "requirements/path.h"

namespace slipway::requirements {
namespace {

std::string read(std::string_view text, const std::string& address, std::string_view path) {
  Blocks blocks;
  const auto outcome = read_hcl(text, blocks);
  if (!outcome) return outcome.error().message;
  const auto found = follow(blocks[address], path);
  return found.empty() ? "nothing" : doc::write_json(*found.front(), doc::JsonLayout::Compact);
}

TEST(Hcl, ReadsWhatSlipwayWrites) {
  const std::string_view text = R"(# vpc, platform.yaml:12
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16" # the whole
  enable_dns_hostnames = true
  count_of             = 3
  share                = 0.5
  name                 = "a-${var.zone}-b"
  key                  = aws_kms_key.eks.arn
  lone                 = "${aws_kms_key.eks.arn}"
  chosen               = var.x ? "a" : "b"
  listed               = [
    "a",
    aws_subnet.b.id,
  ]
  tags = {
    Name                            = "main"
    "kubernetes.io/role/elb" = "1"
  }
  policy = jsonencode({
    Statement = [{
      Action = ["s3:GetObject"]
    }]
  })
  user_data = base64encode(<<-EOT
    one
      two
    EOT
  )
  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }
  ingress {
    port = 1
  }
  ingress {
    port = 2
  }
}

data "aws_caller_identity" "current" {}
)";
  struct Case {
    std::string_view path, json;
  };
  for (const Case& c : {Case{"cidr_block", R"("10.0.0.0/16")"},
                        {"enable_dns_hostnames", "true"},
                        {"count_of", "3"},
                        {"share", "0.5"},
                        {"name", R"("a-${var.zone}-b")"},
                        {"key", R"("${aws_kms_key.eks.arn}")"},
                        {"lone", R"("${aws_kms_key.eks.arn}")"},
                        {"chosen", R"("${var.x ? \"a\" : \"b\"}")"},
                        {"listed", R"(["a","${aws_subnet.b.id}"])"},
                        {"tags[kubernetes.io/role/elb]", R"("1")"},
                        {"policy.Statement[0].Action[0]", R"("s3:GetObject")"},
                        {"user_data", R"("one\n  two\n")"},
                        {"lifecycle.ignore_changes[0]", R"("${scaling_config[0].desired_size}")"},
                        {"lifecycle[0].ignore_changes[0]", R"("${scaling_config[0].desired_size}")"},
                        {"ingress[1].port", "2"},
                        {"ingress[port=2].port", "2"}})
    EXPECT_EQ(read(text, "aws_vpc.main", c.path), c.json) << c.path;
  EXPECT_EQ(read(text, "data.aws_caller_identity.current", ""), "{}");
}

TEST(Hcl, SaysWhatItCannotRead) {
  EXPECT_EQ(read("resource \"a\" \"b\"\n", "a.b", ""), "expected a block");
  EXPECT_EQ(read("locals {\n  a = \"open\n}\n", "locals", ""), "a string without an end");
  EXPECT_EQ(read("locals {\n  a = <<EOT\n", "locals", ""), "a heredoc without an end");
  EXPECT_EQ(read("locals {\n  a\n}\n", "locals", ""), "expected = or a block");
}

}  // namespace
}  // namespace slipway::requirements
