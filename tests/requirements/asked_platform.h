#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/load.h"
#include "doc/value.h"
#include "requirements/rendered.h"

namespace slipway::requirements {

/// Which platform.yaml a row speaks of: a blueprint, a blueprint with changes laid over it, a spec of its own, or what
/// `slipway init` makes of a .env file.
struct Which {
  std::string blueprint;  // "asya-actors", "p5-efa-training/with-karpenter"; "" for a spec of its own
  std::string with;       // YAML of what stands under `spec:`; over the blueprint, or all there is
  std::string env;        // NAME=value lines of a .env file; then there is nothing else
  friend auto operator<=>(const Which&, const Which&) = default;
};

/// A platform, read, expanded, rendered and planned when it is first asked for.
class AskedPlatform {
 public:
  explicit AskedPlatform(Which which);

  const std::string& path() const { return path_; }
  const Rendered& rendered();
  /// What components made of it; nullptr when it cannot be read.
  const platform::Graph* graph();
  /// `slipway plan --output json`.
  const doc::Value& plan();
  /// {id, severity, message, fix, line} of each finding.
  const doc::Value& findings();
  /// What `slipway WORDS` prints, results before findings; a result in JSON as its tree. `PLATFORM` among the words is
  /// this platform, `ENV` the .env file that it was made of. The same words are run once.
  const doc::Value& run(std::string_view words);

 private:
  const cli::Loaded* loaded();
  doc::Value result_of(std::string_view words) const;

  Which which_;
  std::string path_;
  std::unique_ptr<io::Files> files_;
  std::optional<cli::Loaded> loaded_;
  std::optional<Rendered> rendered_;
  std::optional<doc::Value> plan_, findings_;
  std::map<std::string, doc::Value, std::less<>> results_;
};

/// A file of the source tree ("docs/guide/…"); nullopt when it is not there.
std::optional<std::string> source_file(const std::string& path);

}  // namespace slipway::requirements
