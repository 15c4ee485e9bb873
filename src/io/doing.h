#pragma once

namespace slipway::io {

/// What a step is at while this lives, so that an interrupt's answer can name it: another program, which the first
/// Ctrl-C does not touch, or a wait, which ends with the first. `name`, "Terraform" or "objects to be ready", must live
/// as long as the program. Of two waits, one within the other, the inner one is named.
class Doing {
 public:
  enum class What { Program, Wait };
  Doing(What what, const char* name);
  ~Doing();
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;

 private:
  const char* program_before_;
  const char* wait_before_;
};

}  // namespace slipway::io
