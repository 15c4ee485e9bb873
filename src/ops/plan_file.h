#pragma once

#include <memory>
#include <string>

#include "io/files.h"
#include "ops/terraform.h"

namespace slipway::ops {

/// A plan of Terraform's on the disk, below its folder. What is in it may be secret: what a run that was killed left of
/// it goes when this is made, and it goes when this does. REQUIRES: files outlives it; of one name there is one.
class PlanFile {
 public:
  PlanFile(io::Files& files, const Terraform& terraform, std::string name);
  ~PlanFile() { discard(); }
  PlanFile(const PlanFile&) = delete;
  PlanFile& operator=(const PlanFile&) = delete;

  const std::string& name() const { return name_; }  // "slipway.tfplan", as Terraform takes it
  Result<std::string> read();
  Result<std::size_t> write(const std::string& bytes);
  void discard();

 private:
  std::string path() const { return folder_ + "/" + name_; }

  io::Files& files_;
  std::string folder_, name_;
};

/// Of whoever holds the site's lock.
inline constexpr const char* kPlanOfChange = "slipway.tfplan";

/// Of whoever only looks: a name that nobody else has while this lives, and that the next has when it is gone, so that
/// what a killed one left is taken away.
class NameOfLook {
 public:
  /// Locks are files of the folder. Where it takes none, the name is this process' own.
  NameOfLook(io::Files& files, const std::string& folder);
  const std::string& text() const { return text_; }  // "slipway-status-1.tfplan"

 private:
  std::string text_;
  std::unique_ptr<io::Lock> lock_;  // nullptr: the folder takes none
};

}  // namespace slipway::ops
