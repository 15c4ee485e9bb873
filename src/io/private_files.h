#pragma once

#include <sys/stat.h>

namespace slipway::io {

/// While it lives, what this process makes, in whichever thread, is for its user alone: make_private() for one file.
class PrivateFiles {
 public:
  PrivateFiles() : before_(::umask(0077)) {}
  ~PrivateFiles() { ::umask(before_); }
  PrivateFiles(const PrivateFiles&) = delete;
  PrivateFiles& operator=(const PrivateFiles&) = delete;

 private:
  mode_t before_;
};

}  // namespace slipway::io
