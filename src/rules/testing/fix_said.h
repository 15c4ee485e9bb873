#pragma once

#include "rules/testing/linted.h"

namespace slipway::rules::testing {

/// The fixes that one rule gives, a line each: what a finding says in place of the rule's own, else that.
inline std::string fix_said(std::string_view id, const Files& files) {
  const Found found = run_rule(id, files);
  std::string out;
  for (const Diagnostic& one : found.findings.all()) out += one.fix + "\n";
  return out;
}

}  // namespace slipway::rules::testing
