#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <utility>

#include "base/result.h"
#include "io/process.h"

namespace slipway::io {

/// One end of a pipe, closed when nobody needs it any more.
class End {
 public:
  End() = default;
  explicit End(int descriptor) : descriptor_(descriptor) {}
  End(End&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  End& operator=(End&& other) noexcept {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    return *this;
  }
  ~End() { close(); }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// A program that runs, and our ends of what it reads and prints. For process.cc alone, which must see its end.
struct Child {
  pid_t pid = 0;
  End input, output, errors;  // input: a socket, which can be written to without a signal when nobody reads
};

/// Starts it in a process group of its own. NotFound: no such program; Denied: it may not be run; Malformed: its folder
/// is not there, or its words and environment are too long; Unreachable: this machine has no room for another.
Result<Child> start(const Command& command);

}  // namespace slipway::io
