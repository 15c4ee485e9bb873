#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ops/journal.h"
#include "ops/site.h"
#include "ops/tagged.h"
#include "ops/terraform.h"

namespace slipway::ops {

/// Since when applies from here make things, and what bore the platform's tag by then; until a destroy begins.
struct Beginning {
  std::int64_t at = 0;          // milliseconds since 1970, as AWS's clock has it
  std::set<std::string> stood;  // ARNs
};
/// nullopt: none made anything, or AWS did not say what stood.
std::optional<Beginning> beginning_of(Journal& journal);
inline constexpr const char* kStoodBefore = "stood before the first apply";  // by which the journal remembers it

/// Takes into Terraform's state what an apply from here had AWS make, and Terraform never heard of: the answer was
/// lost, or Terraform was killed before it wrote it down. That is what Terraform would make once more, what bears this
/// platform's tag (and its name, or all its tags and no like of it does), and what did not stand when an apply from
/// here first began to make things. Whatever else stands is somebody else's, and stays so; beside a whole
/// platform of another folder's state nothing is made. Each resource is tried once. An interrupt ends it between two
/// calls, as a failure.
/// REQUIRES: site, journal and terraform outlive it.
class Adoption {
 public:
  Adoption(Site& site, Journal& journal, Terraform& terraform)
      : site_(site),
        journal_(journal),
        terraform_(terraform),
        stops_([&site] { return site.interrupts.count() > 0; }) {}
  using Told = std::function<void(const std::string&)>;

  /// Before Terraform makes anything of a plan. The first time the journal is told what bears the tag already; where
  /// whoever applies may not ask AWS for it, or has no way to it, nothing is taken over, and `told` hears of it.
  std::optional<StepFailure> begin(const TerraformPlan& plan, const Told& told);
  /// Before each plan is run, of what AWS would make a second time without a word: VPCs, addresses, keys. True: the
  /// plan is an old one now. Fails where it cannot be told what stands: what is made then may be made twice.
  Result<bool, StepFailure> take_over_tagged(const TerraformPlan& plan, const Told& told);
  /// The same when AWS has said of something that it stands already; it is asked for what has a name, too.
  Result<bool, StepFailure> take_over_standing(const TerraformPlan& plan, const Told& told);

  /// When Terraform has ended, however it did, and was not cut short: what it made from here on it has told.
  std::optional<StepFailure> end();

  bool has_taken(const std::string& address) const;
  /// "took over aws_iam_role.web (demo-web): …"; "" when nothing was.
  std::string said() const;
  /// "left alone vpc-2 (aws_vpc.main): several things bear …", of the last search; "" when it was nothing.
  std::string left_alone() const;
  /// Of what stands and was not taken over: the ID of its import, and whose it is.
  StepFailure explained(StepFailure failure) const;

 private:
  struct Standing {
    std::string address, id;
    std::string not_ours = {};  // why; "": it is ours
  };

  using AllStanding = Result<std::vector<Standing>, StepFailure>;
  AllStanding tagged(const TerraformPlan& plan, const Beginning& beginning) const;
  AllStanding named(const TerraformPlan& plan, const std::optional<Beginning>& beginning) const;
  Result<bool, StepFailure> take_over(const std::vector<Standing>& standing, const Told& told);

  Site& site_;
  Journal& journal_;
  Terraform& terraform_;
  std::function<bool()> stops_;
  bool heard_last_ = false;      // the apply before this one was not killed while it made things
  std::set<std::string> tried_;  // addresses
  std::vector<Standing> taken_, others_;
};

}  // namespace slipway::ops
