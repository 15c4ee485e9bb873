#pragma once

#include <string>
#include <vector>

#include "cli/testing/verb_run.h"

/// What tests of `validate` and `lint` share.
namespace slipway::cli::testing {

inline constexpr const char* kService = R"(apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  # kept
  type: Unusual
  ports:
  - port: 80
)";

inline Said run_in(io::FakeFiles& files, const std::vector<std::string>& words) { return run_with(files, words); }

}  // namespace slipway::cli::testing
