#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::said;
using testing::script;

Files env(const std::string& text) { return {{"a.env", text}}; }

TEST(Settings, RegionsAreThere) {
  const auto eksctl = [](const std::string& region) {
    return Files{{"c.yaml", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, region: " +
                                region + "}\n"}};
  };
  const auto provider = [](const std::string& region) {
    return Files{{"main.tf", "provider \"aws\" {\n  region = \"" + region + "\"\n}\n"}};
  };
  hold({
      {"ENV108", env("AWS_REGION=us-west-9\n"), "a.env:1 error: AWS has no region 'us-west-9'",
       env("AWS_REGION=us-west-2\nS3_REGION=anything\n")},
      {"ENV108", env("AWS_DEFAULT_REGION=oregon\n"), "a.env:1 error", env("AWS_DEFAULT_REGION=\n")},
      {"ENV108", eksctl("us-est-1"), "c.yaml:3 error", eksctl("us-east-1")},
      {"ENV108", provider("eu-wst-1"), "main.tf:2 error", provider("${var.region}")},
      {"ENV108", script("aws eks list-clusters --region us-west-7\n"), "a.sh:1",
       script("aws eks list-clusters --region \"$REGION\"\ngcloud x --region us-central1\n")},
      {"ENV108", script("export AWS_REGION=us-west-7\n"), "a.sh:1",
       script("export AWS_REGION=${AWS_REGION:-us-west-2}\n")},
  });
  EXPECT_EQ(said("ENV108", env("AWS_REGION=xx-somewhere-far-1\n")),
            "a.env:1 warning: AWS has no region 'xx-somewhere-far-1'\n")
      << "it may have come since";
}

TEST(Settings, NumbersAndRangesAreSuch) {
  hold({
      {"ENV109", env("GPU_MAX_SIZE=ten\n"), "a.env:1 error: GPU_MAX_SIZE is a number of things, and 'ten' is none",
       env("GPU_MAX_SIZE=10\nGPU_MIN_SIZE=0\nCPU_MAX_SIZE=\n")},
      {"ENV109", env("GPU_MIN_NODES=1.5\n"), "a.env:1", env("UPLOAD_MAX_SIZE=10MB\nGPU_MAX_NODES=${N}\n")},
      {"ENV109", env("VPC_CIDR=10.0.0.0/33\n"), "a.env:1 error: '10.0.0.0/33' is no range of addresses",
       env("VPC_CIDR=10.0.0.0/16\n")},
  });
}

}  // namespace
}  // namespace slipway::rules
