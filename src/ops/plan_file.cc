#include "ops/plan_file.h"

#include <fmt/core.h>
#include <unistd.h>

namespace slipway::ops {

PlanFile::PlanFile(io::Files& files, const Terraform& terraform, std::string name)
    : files_(files), folder_(terraform.setting().folder), name_(std::move(name)) {
  discard();
}

NameOfLook::NameOfLook(io::Files& files, const std::string& folder)
    : text_(fmt::format("slipway-status-of-{}.tfplan", ::getpid())) {
  constexpr int kMost = 64;  // at once
  for (int number = 1; number <= kMost && !lock_; ++number) {
    auto lock = files.lock(fmt::format("{}/status-{}.lock", folder, number));
    if (!lock && lock.error().kind != FailureKind::Throttled) return;
    if (!lock) continue;
    lock_ = std::move(lock).value();
    text_ = fmt::format("slipway-status-{}.tfplan", number);
  }
}

Result<std::string> PlanFile::read() { return files_.read(path()); }

Result<std::size_t> PlanFile::write(const std::string& bytes) { return files_.write(path(), bytes); }

void PlanFile::discard() { [[maybe_unused]] const auto gone = files_.remove(path()); }

}  // namespace slipway::ops
