#include "platform/references.h"

#include <gtest/gtest.h>

namespace slipway::platform {
namespace {

std::string first(std::string_view text) {
  const auto found = next_reference(text, 0);
  return found ? found->resource.to_string() + " " + std::string(found->expression) : "";
}

TEST(Reference, IsAnAttributeOfAResource) {
  EXPECT_EQ(first("id: ${aws_efs_file_system.models.id}!"), "aws_efs_file_system.models aws_efs_file_system.models.id");
  EXPECT_EQ(first("${data.aws_caller_identity.current.account_id}"),
            "data.aws_caller_identity.current data.aws_caller_identity.current.account_id");
  EXPECT_EQ(first("${aws_eks_cluster.main.identity[0].oidc[0].issuer}"),
            "aws_eks_cluster.main aws_eks_cluster.main.identity[0].oidc[0].issuer");
  EXPECT_EQ(first("${HOME} ${aws_x.y.z}"), "aws_x.y aws_x.y.z");
}

TEST(Reference, NothingElseIsOne) {
  for (const char* text : {"aws_vpc.main.id", "${aws_vpc.main}", "${aws_vpc}", "${aws_vpc.main.}", "${aws_vpc.main.id",
                           "${ aws_vpc.main.id }", "${aws_vpc.main.x[a]}", "${aws_vpc.main.x[]}", "${aws:username}",
                           "${var.x}", "${data.external.x.y}", "$${aws_vpc.main.id}", "${aws_vpc.main.id}}"})
    EXPECT_EQ(first(text), text == std::string_view("${aws_vpc.main.id}}") ? "aws_vpc.main aws_vpc.main.id" : "")
        << text;
}

TEST(Reference, TakesTimeInProportion) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "${aws_a.b[0].";
  EXPECT_FALSE(next_reference(text, 0));
}

}  // namespace
}  // namespace slipway::platform
