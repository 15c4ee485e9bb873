#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/run.h"
#include "subject/subject_reader.h"

namespace slipway::rules::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // name and text

struct Found {
  subject::Subject subject;  // what the findings point into
  Diagnostics findings;
};

/// What one rule finds in files that are judged together, in reading order. Of an id that no rule has the test fails.
inline Found run_rule(std::string_view id, const Files& files, const subject::Context& context = {}) {
  Diagnostics unheard;
  subject::SubjectReader reader(context, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::PassedOver);
  Found found{reader.finish(), {}};
  const Rule* rule = find(all(), id);
  if (!rule) ADD_FAILURE() << "no rule " << id;
  if (rule) run(std::span(&rule, 1), found.subject, found.findings);
  found.findings.sort();
  return found;
}

inline std::vector<std::string> linted(std::string_view id, const Files& files, const subject::Context& context,
                                       bool with_message) {
  const Found found = run_rule(id, files, context);
  std::vector<std::string> out;
  for (const Diagnostic& one : found.findings.all()) {
    std::string text = fmt::format("{}:{}", one.where.source ? one.where.source->name() : "", one.where.line);
    if (with_message) text += fmt::format(" {}: {}", to_string(one.severity), one.message);
    out.push_back(std::move(text));
  }
  return out;
}

/// What one rule says of files that are judged together, in reading order: "a.yaml:3 error: the message".
inline std::vector<std::string> linted(std::string_view id, const Files& files, const subject::Context& context = {}) {
  return linted(id, files, context, true);
}

/// Where one rule says something of manifests, for tests that ask no more: "3 7"; "" when it has nothing to say.
inline std::string lines(std::string_view id, const std::string& yaml, const subject::Context& context = {}) {
  std::string out;
  for (const std::string& one : linted(id, {{"f.yaml", yaml}}, context, false))
    out += (out.empty() ? "" : " ") + one.substr(one.find(':') + 1);
  return out;
}

/// A text of one file with all edits that the rule offers made.
inline std::string fixed(std::string_view id, const std::string& yaml) {
  const Found found = run_rule(id, {{"f.yaml", yaml}});
  std::vector<FixIt> fixes;
  for (const Diagnostic& one : found.findings.all()) fixes.insert(fixes.end(), one.fixes.begin(), one.fixes.end());
  std::ranges::sort(fixes, [](const FixIt& a, const FixIt& b) { return comes_before(b.where, a.where); });
  std::string out = yaml;
  for (const FixIt& fix : fixes) {
    std::size_t at = 0;
    for (int line = 1; line < fix.where.line; ++line) at = out.find('\n', at) + 1;
    out.replace(at + static_cast<std::size_t>(fix.where.column) - 1, static_cast<std::size_t>(fix.where.length),
                fix.replacement);
  }
  return out;
}

}  // namespace slipway::rules::testing
