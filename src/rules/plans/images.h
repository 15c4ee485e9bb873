#pragma once

#include <string_view>

#include "subject/subject.h"

namespace slipway::rules {

/// GPUs whose architecture NVIDIA's newer driver branches leave out.
struct OldGpu {
  std::string_view name;  // as the catalogue has it: "v100"
  std::string_view model, architecture;
  int last_branch;  // the last driver branch that runs it
};
const OldGpu* find_old_gpu(std::string_view gpu_name);

/// The oldest driver branch that runs a GPU; 0 where nothing says.
int first_driver_branch(std::string_view gpu_name);

/// Whether anything here brings the NVIDIA device plugin: its chart or the GPU operator's, or a DaemonSet of its image.
bool has_device_plugin(const subject::Subject& subject);

}  // namespace slipway::rules
