#pragma once

#include <string>

#include "base/diagnostic.h"
#include "catalog/instance_types.h"
#include "spec/dotenv/commented_yaml.h"
#include "spec/dotenv/values.h"

namespace slipway::spec {

/// The GPU node group that a `.env` file asks for by any GPU_ variable. What the instance type decides (network cards,
/// their subnet, what the AMI brings) is taken from the catalogue, and said where the file says otherwise.
class GpuGroup {
 public:
  GpuGroup(EnvValues& env, Diagnostics& diagnostics);

  bool is_wanted() const { return env_.has_any_with_prefix("GPU_"); }
  /// An entry of nodeGroups.
  void write(CommentedYaml& out);

 private:
  void write_sizes(CommentedYaml& out);
  void write_interfaces(CommentedYaml& out);
  void write_subnet(CommentedYaml& out);
  void write_volume(CommentedYaml& out, std::string_view name, std::string_view variable, std::int64_t gib);
  void write_drivers(CommentedYaml& out);

  EnvValues& env_;
  Diagnostics& diagnostics_;
  std::string type_;
  const catalog::InstanceType* known_type_ = nullptr;
};

}  // namespace slipway::spec
