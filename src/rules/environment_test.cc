#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;

Files env(const std::string& text) { return {{"a.env", text}}; }

/// Variables, and a script that asks for one of them.
Files asked(const std::string& variables, const std::string& question) {
  return {{"a.env", variables}, {"a.sh", "if " + question + "; then\n  helm upgrade a b\nfi\n"}};
}

TEST(Environment, ValuesThatCannotBeMeant) {
  hold({
      {"ENV101", env("INSTALL_KARPENTER=ture\n"), "a.env:1 error: ture is no boolean",
       env("INSTALL_KARPENTER=true\nINSTALL_FSX=off\n")},
      {"ENV101", asked("INSTALL_FSX_CSI=\"on\"\n", "[ \"$INSTALL_FSX_CSI\" = \"true\" ]"),
       "a.env:1 error: on is taken for false",
       asked("INSTALL_FSX_CSI=\"true\"\nENABLE_CACHE=on\n", "[ \"$INSTALL_FSX_CSI\" = \"true\" ]")},
      {"ENV101", asked("INSTALL_EFS_CSI='Y'\n", "[[ ${INSTALL_EFS_CSI,,} == yes ]]"), "Y is taken for false",
       asked("INSTALL_EFS_CSI='Y'\n", "[[ ${INSTALL_EFS_CSI,,} == yes || ${INSTALL_EFS_CSI,,} == y ]]")},
      // Which words it takes is for who reads it to say.
      {"ENV101", asked("USE_IT=1\nENABLE_IT=on\n", "test \"${ENABLE_IT:-1}\" = 1"), "a.env:2 error: on is taken",
       env("INSTALL_HOOKS=on\nENABLE_HOOKS=y\n")},
      {"ENV101", asked("INSTALL_A=y\n", "[ $INSTALL_A = true ]"), "y is taken for false",
       asked("INSTALL_A=y\n", "[ $INSTALL_ALL = true ]")},
      {"ENV102", env("IO2_IOPS=500000\n"), "500000 is not between 100 and 256000, what io2 volumes take",
       env("IO2_IOPS=10000\n")},
      {"ENV102", env("GP3_IOPS=100\n"), "not between 3000 and 80000", env("GP3_IOPS=16000\n")},
      {"ENV103", env("GPU_INSTANCE_TYPE=p6-b200.48xlarge\nNVIDIA_DRIVER_VERSION=550.127.05\n"),
       "driver branch 550 does not run the GPUs of p6-b200.48xlarge: they need 570",
       env("GPU_INSTANCE_TYPE=p5en.48xlarge\nNVIDIA_DRIVER_VERSION=550.127.05\n")},
      {"ENV103", env("GPU_INSTANCE_TYPE=p3.2xlarge\nNVIDIA_DRIVER_VERSION=595.10\n"), "580 is the last",
       env("GPU_INSTANCE_TYPE=p3.2xlarge\nNVIDIA_DRIVER_VERSION=580.10\n")},
  });
}

TEST(Environment, GpuGroups) {
  hold({
      {"ENV104", env("GPU_INSTANCE_TYPE=p5en.48xlarge\nEFA_DRIVER_VERSION=latest\n"),
       "a.env:2 warning: the EFA module comes with the accelerated EKS image",
       env("INSTANCE_TYPE=m5.large\nEFA_DRIVER_VERSION=latest\n")},
      {"ENV105", env("GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_SUBNET_A=subnet-1\nGPU_SUBNET_B=subnet-2\n"),
       "2 subnets for the interfaces of p5en.48xlarge",
       env("GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_SUBNET_A=subnet-1\n")},
      {"ENV106", env("GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_MAX_SIZE=10\n"),
       "10 p5en.48xlarge on demand cost up to $633 an hour", env("GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_MAX_SIZE=2\n")},
  });
}

TEST(Environment, References) {
  hold({{"ENV107", env("GPU_SUBNET=${PRIVATE_SUBNET_A}\n"), "a.env:1 warning: PRIVATE_SUBNET_A is defined nowhere here",
         env("PRIVATE_SUBNET_A=subnet-1\nGPU_SUBNET=${PRIVATE_SUBNET_A}\n")},
        {"ENV107", env("A=$B\n"), "B is defined nowhere", {{"a.env", "A=$B\n"}, {"b.env", "B=1\n"}}},
        {"ENV107", env("A=${HOMES}/m\n"), "HOMES", env("A=${HOME}/m\nB=\"$PWD/$USER:$PATH\"\n")}});
  // Three subnets, whatever they are.
  hold({{"ENV105", env("GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_SUBNET_A=${A}\nGPU_SUBNET_B=${B}\n"), "a.env:2",
         env("GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_SUBNET_A=${A}\n")},
        {"ENV105",
         env("export GPU_INSTANCE_TYPE=p5en.48xlarge\nexport GPU_SUBNET_A=\"$A\"\n  export  GPU_SUBNET_B=$B\n"),
         "a.env:2", env("export GPU_INSTANCE_TYPE=p5en.48xlarge\nexport GPU_SUBNET_A=\"$A\"\n")}});
}

}  // namespace
}  // namespace slipway::rules
