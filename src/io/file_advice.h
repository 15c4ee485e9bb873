#pragma once

#include <string>

#include "base/result.h"

namespace slipway::io {

/// What is likely to help against what Files fails with; never nothing. Of the file or folder that the message names.
std::string file_advice(const Failure& failure);

}  // namespace slipway::io
