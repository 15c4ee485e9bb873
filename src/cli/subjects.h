#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "cli/flags.h"
#include "cli/load.h"
#include "cli/session.h"
#include "subject/subject.h"

namespace slipway::cli {

/// What `validate` and `lint` are asked about.
struct Judged {
  subject::Subject subject;
  std::shared_ptr<const Loaded> platform;                  // where a platform.yaml was among the files
  Diagnostics findings;                                    // of reading, the platform's too
  std::vector<std::string> names;                          // of the files that were read
  std::vector<std::shared_ptr<const SourceText>> sources;  // of these
  /// What was read only because files that were named are parts of it; what is found in these is nobody's question.
  std::vector<std::shared_ptr<const SourceText>> beside;
  bool is_complete = true;  // false: something that was named could not be read, and it was complained of
};

/// Reads files, folders (manifests, plans, scripts, .env and Terraform files), globs and "-"; without any,
/// ./platform.yaml. A platform among them is expanded with all that it names; of Terraform files the rest of their
/// modules is read too. What is named and cannot be read is
/// complained of, each, and the rest is judged; nullopt where that leaves nothing.
std::optional<Judged> read_subject(Session& session, std::vector<std::string> paths, subject::Context context);

/// What a person says of the place: --kubernetes, --karpenter, --region, --date, --assume.
struct ContextFlags {
  std::string kubernetes, karpenter, region, date;
  std::vector<std::string> assume;

  void declare(Flags& flags);
  /// nullopt after a complaint.
  std::optional<subject::Context> read(Session& session) const;
};

}  // namespace slipway::cli
