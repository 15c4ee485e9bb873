#pragma once

#include "rules/testing/linted.h"

namespace slipway::rules::testing {

/// The fixes that one rule gives, a line each: what a finding says in place of the rule's own, else that.
inline std::string fix_said(std::string_view id, const Files& files) {
  Diagnostics unheard, found;
  subject::SubjectReader reader(subject::Context(), unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::PassedOver);
  const subject::Subject subject = reader.finish();
  const Rule* rule = find(all(), id);
  if (rule) run(std::span(&rule, 1), subject, found);
  found.sort();
  std::string out;
  for (const Diagnostic& one : found.all()) out += one.fix + "\n";
  return out;
}

}  // namespace slipway::rules::testing
