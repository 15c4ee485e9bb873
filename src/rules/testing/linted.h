#pragma once

#include <fmt/core.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rule.h"
#include "subject/subject_reader.h"

namespace slipway::rules::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // name and text

inline std::vector<std::string> linted(std::string_view id, const Files& files, const subject::Context& context,
                                       bool with_message) {
  Diagnostics unheard, found;
  subject::SubjectReader reader(context, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::PassedOver);
  const subject::Subject subject = reader.finish();
  for (const Rule* rule : all()) {
    if (rule->id != id) continue;
    Findings findings(*rule, found);
    rule->check(subject, findings);
  }
  found.sort();
  std::vector<std::string> out;
  for (const Diagnostic& one : found.all()) {
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

}  // namespace slipway::rules::testing
