#include "ops/plan_file.h"

namespace slipway::ops {

PlanFile::PlanFile(io::Files& files, const Terraform& terraform, std::string name)
    : files_(files), folder_(terraform.setting().folder), name_(std::move(name)) {
  discard();
}

Result<std::string> PlanFile::read() { return files_.read(path()); }

Result<std::size_t> PlanFile::write(const std::string& bytes) { return files_.write(path(), bytes); }

void PlanFile::discard() { [[maybe_unused]] const auto gone = files_.remove(path()); }

}  // namespace slipway::ops
