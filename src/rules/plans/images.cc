#include "rules/plans/images.h"

#include <algorithm>
#include <array>

namespace slipway::rules {

namespace {

// NVIDIA driver release notes: 470 is the last branch for Kepler, 580 for Maxwell, Pascal and Volta
// (awslabs/amazon-eks-ami doc/usage/g7-ami.md says the same of 595).
constexpr auto kOldGpus = std::to_array<OldGpu>({
    {"k80", "K80", "Kepler", 470},
    {"k520", "K520", "Kepler", 470},
    {"m60", "M60", "Maxwell", 580},
    {"v100", "V100", "Volta", 580},
});

struct FirstBranch {
  std::string_view gpu;
  int branch;
};
// The branch that first ran the GPU's architecture: Turing 410, Ampere 450, Ada and Hopper 520, Blackwell 570 (NVIDIA
// data centre driver release notes); B200 needs 570.133.20, G7 595 (awslabs/amazon-eks-ami CHANGELOG v20260714,
// doc/usage/g7-ami.md).
constexpr auto kFirstBranches = std::to_array<FirstBranch>({
    {"t4", 410},
    {"t4g", 410},
    {"a100", 450},
    {"a10g", 450},
    {"l4", 520},
    {"l40s", 520},
    {"h100", 520},
    {"h200", 520},
    {"b200", 570},
    {"b300", 570},
    {"rtx-pro-server-6000", 570},
    {"rtx-pro-4500", 595},
});

bool is_plugin_chart(std::string_view chart) {
  return chart == "nvidia-device-plugin" || chart == "gpu-operator" || chart == "nvidia-dra-driver-gpu";
}

}  // namespace

const OldGpu* find_old_gpu(std::string_view gpu_name) {
  const auto found = std::ranges::find(kOldGpus, gpu_name, &OldGpu::name);
  return found == kOldGpus.end() ? nullptr : &*found;
}

int first_driver_branch(std::string_view gpu_name) {
  const auto found = std::ranges::find(kFirstBranches, gpu_name, &FirstBranch::gpu);
  return found == kFirstBranches.end() ? 0 : found->branch;
}

bool has_device_plugin(const subject::Subject& subject) {
  if (std::ranges::any_of(subject.releases(),
                          [](const subject::Release& release) { return is_plugin_chart(release.chart); }))
    return true;
  return std::ranges::any_of(subject.of_kind("DaemonSet"), [&](const kube::Object* daemons) {
    return std::ranges::any_of(subject.pods_of(*daemons), [](const subject::PodTemplate& pod) {
      return std::ranges::any_of((*pod.spec)["containers"].items(), [](const doc::Node& container) {
        return container["image"].text().find("k8s-device-plugin") != std::string_view::npos;
      });
    });
  });
}

}  // namespace slipway::rules
