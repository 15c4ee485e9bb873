#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::script;

Files pod(const std::string& name, const std::string& value) {
  return {{"p.yaml",
           "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    env:\n    - name: " +
               name + "\n      value: \"" + value + "\"\n"}};
}

TEST(Nccl, SettingsOfOldLibraries) {
  hold({
      {"NCCL001", pod("NCCL_PROTO", "Simple"), "p.yaml:9 warning: NCCL_PROTO=simple is for aws-ofi-nccl up to 1.5",
       pod("NCCL_DEBUG", "WARN")},
      {"NCCL001", script("export NCCL_PROTO=simple\n"), "a.sh:1", script("export NCCL_PROTO=LL128\n")},
      // However a script gives it to what it starts.
      {"NCCL001", script("mpirun -np 16 -x FI_PROVIDER=efa -x NCCL_PROTO=simple ./all_reduce_perf\n"), "a.sh:1",
       script("mpirun -np 16 -x NCCL_DEBUG=INFO ./all_reduce_perf\n")},
      {"NCCL001", script("srun --export=ALL,NCCL_PROTO=Simple ./t\n"), "a.sh:1", script("srun --export=ALL ./t\n")},
      {"NCCL001", script("sudo docker run -e NCCL_PROTO=simple a\n"), "a.sh:1", script("docker run -e A=simple a\n")},
      {"NCCL002", script("export FI_PROVIDER=efa\n"), "note: FI_PROVIDER=efa is not needed",
       script("export FI_EFA_USE_HUGE_PAGE=0\n")},
      {"NCCL002", pod("FI_EFA_USE_DEVICE_RDMA", "1"), "p.yaml:9 note: ", pod("FI_EFA_FORK_SAFE", "1")},
      {"NCCL002",
       {{"c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  FI_PROVIDER: efa\n"}},
       "c.yaml:5 note: ",
       {{"c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  FI_LOG_LEVEL: warn\n"}}},
      {"NCCL003", pod("NCCL_SOCKET_IFNAME", "^docker,lo"), "lets in veth and eni interfaces",
       pod("NCCL_SOCKET_IFNAME", "eth0")},
      {"NCCL003", script("export NCCL_SOCKET_IFNAME=^docker0,lo\n"), "lets in veth and eni interfaces",
       script("export NCCL_SOCKET_IFNAME=^lo\n")},
      {"NCCL004", pod("NCCL_SOCKET_IFNAME", "ens5"), "p.yaml:9 warning: a pod has no interface ens5",
       pod("NCCL_SOCKET_IFNAME", "eth")},
      {"NCCL004", pod("GLOO_SOCKET_IFNAME", "=ens"), "a pod has no interface =ens", pod("NCCL_SOCKET_IFNAME", "=eth0")},
      {"NCCL004", pod("NCCL_SOCKET_IFNAME", "ens,bond"), "a pod has no interface",
       pod("NCCL_SOCKET_IFNAME", "ens,eth0")},
      {"NCCL004",
       pod("NCCL_SOCKET_IFNAME", "ens5"),
       "a pod has no interface",
       {{"p.yaml", pod("NCCL_SOCKET_IFNAME", "ens5")[0].second + "  hostNetwork: true\n"}}},
  });
}

}  // namespace
}  // namespace slipway::rules
