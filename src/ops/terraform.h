#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "doc/node.h"
#include "io/process.h"
#include "ops/steps.h"

namespace slipway::ops {

/// One attribute that differs: "tags.team", "block[0].size"; and what is said of it: " 1 → 2", " (replaces it)".
struct AttributeChange {
  std::string path, said;
  bool operator==(const AttributeChange&) const = default;
};

/// What Terraform would do to one resource, or has found done to it by others.
struct ResourceChange {
  enum class Action : std::uint8_t { Create, Update, Replace, Delete, Read };
  std::string address;  // aws_subnet.private["a"]
  std::string type, name;
  Action action;
  std::vector<AttributeChange> attributes = {};  // of an update or a replacement
  bool may_be_none = false;                      // an update of what is not known yet: it may turn out to be as it was
  /// Of what is made: the arguments by which it is known (names_resource() of import_ids.h), and of its tags
  /// "tags_all.Name"; as far as they are known before.
  std::map<std::string, std::string, std::less<>> known_by = {};
};

struct TerraformPlan {
  std::vector<ResourceChange> changes;  // in Terraform's order, reads left out
  std::vector<ResourceChange> drift;    // what was changed outside Terraform
  bool changes_outputs = false;
  bool is_empty() const { return changes.empty() && !changes_outputs; }
};

/// The plan out of `terraform show -json FILE`. Other values are not kept: some are secrets.
/// Fails when it is not of a format that we know (1.x).
Result<TerraformPlan> read_plan(const std::string& json);

/// Whether a plan does only what another did, or makes anew what that one began to make and did not end.
bool is_within(const TerraformPlan& plan, const TerraformPlan& other);

/// What AWS calls what a state knows: IDs by Terraform's type, and ARNs.
struct KnownIds {
  std::map<std::string, std::set<std::string>, std::less<>> of_type = {};
  std::set<std::string> arns = {};
  bool has(std::string_view type, const std::string& id) const;
};

/// One folder of Terraform or OpenTofu configuration, driven as automation should (-input=false, -json). Failures are
/// those of terraform_failure.h. What is set for other work with it (TF_WORKSPACE, TF_DATA_DIR, TF_CLI_ARGS…) does not
/// reach it.
class Terraform {
 public:
  struct Setting {
    std::string program;                             // "terraform", "tofu"
    std::string folder;                              // with the *.tf
    std::map<std::string, std::string> environment;  // laid over ours: AWS_PROFILE
    /// Laid over that, asked anew for each run of it: keys that end. A failure is the run's.
    std::function<Result<std::map<std::string, std::string>, StepFailure>()> keys = {};
    /// Of an address component and line of platform.yaml: "vpc, platform.yaml:12"; "" unknown.
    std::function<std::string(const std::string& address)> place_of = {};
    /// Values that nobody may read in what it says of failures, beside those that io/secrets.h knows.
    std::function<std::vector<std::string>()> secrets = {};
  };
  using Told = std::function<void(const std::string& line)>;

  Terraform(io::Processes& processes, Setting setting) : processes_(processes), setting_(std::move(setting)) {}

  const Setting& setting() const { return setting_; }

  /// Its version: "1.11.4". A failure when it cannot be begun, is neither Terraform nor OpenTofu, or is older
  /// than 1.10.
  Result<std::string, StepFailure> look();
  /// Looks first.
  Result<std::string, StepFailure> init();
  struct Wish {
    bool destroys = false;
    bool refreshes_only = false;            // only what others did
    bool only_looks = false;                // neither takes the state's lock nor waits for it
    std::vector<std::string> targets = {};  // addresses; none: all
  };
  /// Writes the plan to `file` (below the folder) and reads it back. What is in the file may be secret: whoever planned
  /// removes it. A program that does not say its version and the plan's size, as each Terraform and OpenTofu does, has
  /// not planned, whatever its status.
  Result<TerraformPlan, StepFailure> plan(const std::string& file, const Wish& wish, const Told& told);
  /// Returns when no other Terraform holds the state's lock: what a slipway that was killed left at work has then
  /// written down all that it did.
  std::optional<StepFailure> wait_for_others();
  /// Does what was planned, `plan` of `file`; `told` hears "aws_eks_cluster.main created after 9m12s (12 of 86)". Says
  /// "3 created, 1 changed, 0 destroyed"; these must be what was planned, or it is a failure.
  Result<std::string, StepFailure> apply(const std::string& file, const TerraformPlan& plan, const Told& told);
  /// Takes what AWS has under an ID into the state, at an address. False: AWS has nothing under it.
  Result<bool, StepFailure> import_resource(const std::string& address, const std::string& id);
  /// Puts a state file, below the folder, in the place of the one that is known. Terraform refuses an older one, or
  /// another's.
  Result<std::string, StepFailure> push_state(const std::string& file);
  /// What `terraform output -json` prints: a map in JSON, else it is a failure.
  Result<std::string, StepFailure> output();
  /// Addresses of all that its state knows; none when there is no state.
  Result<std::vector<std::string>, StepFailure> state();
  /// What AWS calls all that its state knows. A state that cannot be read is a failure, never an empty one.
  Result<KnownIds, StepFailure> ids();
  /// What its state says of expressions, by name: aws_vpc.main.id. Left out is what it does not know, or not as one
  /// text, number or boolean.
  Result<std::map<std::string, std::string>, StepFailure> values(const std::map<std::string, std::string>& expressions);

 private:
  Result<doc::Document, StepFailure> pull_state();
  Result<io::Finished, StepFailure> run(const std::vector<std::string>& words,
                                        std::function<void(std::string_view)> on_line = {}, bool finishes = false);
  StepFailure failure_of(const std::string& verb, const io::Finished& finished) const;

  io::Processes& processes_;
  Setting setting_;
};

}  // namespace slipway::ops
