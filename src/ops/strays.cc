#include "ops/strays.h"

#include <algorithm>

#include "ops/adoption.h"
#include "ops/import_ids.h"

namespace slipway::ops {

Result<std::vector<LeftBehind>, StepFailure> strays(Site& site, Journal& journal, Terraform& terraform) {
  const auto begun = beginning_of(journal);
  if (!begun) return std::vector<LeftBehind>{};
  const auto& platform = site.graph.setting.platform;
  const auto stops = [&site] { return site.interrupts.count() > 0; };
  auto tagged = find_tagged(site.aws, kPlatformTag, platform, stops);
  if (!tagged) return StepFailure{tagged.error().message, tagged.error().fix};
  std::vector<Tagged> all = std::move(tagged).value();
  std::erase_if(all, [&](const Tagged& one) {
    return begun->stood.contains(one.arn) || !can_be_asked_for(one.arn) || !import_id(one.arn);
  });
  if (all.empty()) return std::vector<LeftBehind>{};
  const auto known = terraform.ids();
  if (!known) return known.error();
  if (known->of_type.empty())
    return StepFailure{"Terraform's state knows nothing: whether what bears the tag is of this platform cannot be told",
                       "`slipway apply` takes over what an apply from here made; or put back the state"};
  std::erase_if(all, [&](const Tagged& one) {
    const auto read = import_id(one.arn);
    return known->arns.contains(one.arn) || known->has(read->type, read->id);
  });
  std::ranges::sort(all, {}, &Tagged::arn);
  std::vector<LeftBehind> found;
  for (const auto& one : all) {
    if (stops()) return StepFailure{stopped_searching().message, "", true};
    const auto left = left_behind_as(site.aws, one.arn, std::string(kPlatformTag) + "=" + platform, site.cluster());
    if (left && left->fate == LeftBehind::Fate::Stays) found.push_back(*left);
  }
  return found;
}

}  // namespace slipway::ops
