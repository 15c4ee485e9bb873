#include "ops/adoption.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/shell_word.h"
#include "base/text.h"
#include "ops/import_ids.h"
#include "ops/left_behind.h"
#include "ops/said.h"
#include "ops/standing_by_name.h"

namespace slipway::ops {
namespace {

constexpr const char* kTagsAll = "tags_all.";
constexpr std::int64_t kSecond = 1000;                                  // AWS says when a thing was made to the second
constexpr std::size_t kDigitsOfTerraform = 26;                          // that it puts behind a name_prefix
constexpr const char* kHeard = "the last making was heard to its end";  // by which the journal remembers it
constexpr const char* kNotKnownFrom = "nobody knows whether an apply from here made it";

bool makes_any(const TerraformPlan& plan) {
  return std::ranges::any_of(plan.changes, [](const ResourceChange& change) {
    return change.action == ResourceChange::Action::Create || change.action == ResourceChange::Action::Replace;
  });
}

std::string argument(const ResourceChange& change, std::string_view name) {
  const auto found = change.known_by.find(name);
  return found == change.known_by.end() ? "" : found->second;
}

/// Whether it has the name that the plan gives; Terraform's own digits may stand behind a prefix.
bool is_named(const ResourceChange& change, const Importable& importable, const std::string& name) {
  if (importable.argument.empty()) return true;
  if (const auto wanted = argument(change, importable.argument); !wanted.empty()) return name == wanted;
  const auto prefix = argument(change, std::string(importable.argument) + "_prefix");
  return !prefix.empty() && name.starts_with(prefix) && name.size() == prefix.size() + kDigitsOfTerraform;
}

/// Whether it bears every tag that the plan gives, the platform's among them.
bool bears_tags(const ResourceChange& change, const Tagged& thing, const std::string& platform) {
  bool has_platform = false;
  for (const auto& [key, value] : change.known_by) {
    if (!key.starts_with(kTagsAll)) continue;
    const auto tag = key.substr(std::string_view(kTagsAll).size());
    const auto borne = thing.tags.find(tag);
    if (borne == thing.tags.end() || borne->second != value) return false;
    has_platform = has_platform || (tag == kPlatformTag && value == platform);
  }
  return has_platform;
}

/// EKS's parts are of one cluster: "arn:…:nodegroup/demo/system-2026…/4f…".
bool is_of_cluster(const Importable& importable, const std::string& id, const std::string& cluster) {
  return !importable.kind.starts_with("eks:") || id.starts_with(cluster + ":");
}

/// Whoever may not ask, or has no way to the search (a network without an endpoint for it), never will.
bool cannot_be_asked(const cloud::CallFailure& failure) {
  return failure.status == 0 || failure.code.starts_with("AccessDenied") ||
         (failure.status == 403 && failure.code.empty());
}

StepFailure failed_search(const cloud::CallFailure& failure) {
  return {"what stands already cannot be told: " + failure.message,
          failure.fix.empty() ? "the same command goes on from here" : failure.fix};
}

StepFailure interrupted(const std::string& before) {
  return {"interrupted before " + before, "the same command goes on from here", true};
}
constexpr const char* kAllWasAsked = "AWS had said what stands already";

/// What is made in another thing, which Terraform must have heard of first.
struct Within {
  std::string_view type, in;
};
constexpr Within kWithin[] = {{"aws_subnet", "aws_vpc"},           {"aws_route_table", "aws_vpc"},
                              {"aws_internet_gateway", "aws_vpc"}, {"aws_security_group", "aws_vpc"},
                              {"aws_vpc_endpoint", "aws_vpc"},     {"aws_nat_gateway", "aws_subnet"}};

StepFailure anothers(const std::string& outer, const std::string& inner, const std::string& platform) {
  StepFailure failure{
      fmt::format("AWS has resources of platform {} that Terraform's state here knows nothing of: {}, and {} in it",
                  platform, outer, inner),
      "give --state DIR as where it was brought up, or a backend that both use; where nobody has that state any more, "
      "terraform import ADDRESS ID takes each over"};
  failure.cause =
      "no apply from here can have made one in the other, as it never heard of the first: another folder, "
      "machine or --state has";
  return failure;
}

}  // namespace

std::optional<StepFailure> Adoption::begin(const TerraformPlan& plan, const Told& told) {
  if (!makes_any(plan)) return std::nullopt;
  const auto heard = journal_.remembered(kHeard);
  heard_last_ = heard && *heard;
  if (const auto open = journal_.forget(kHeard); !open) return disk_failure(open.error());
  const auto known = journal_.remembered(kStoodBefore);
  if (!known || *known) return std::nullopt;
  const auto stands = find_tagged(site_.aws, kPlatformTag, site_.graph.setting.platform, stops_);
  if (stops_()) return interrupted(kAllWasAsked);
  if (!stands && cannot_be_asked(stands.error())) {
    told("what an answer that is lost leaves will not be taken over: " + stands.error().message);
    return std::nullopt;
  }
  if (!stands) return failed_search(stands.error());
  auto text = std::to_string(site_.aws.now());
  for (const auto& one : *stands) text += "\n" + one.arn;
  if (const auto written = journal_.remember(kStoodBefore, text); !written) return disk_failure(written.error());
  return std::nullopt;
}

std::optional<StepFailure> Adoption::end() {
  if (const auto written = journal_.remember(kHeard, "yes"); !written) return disk_failure(written.error());
  return std::nullopt;
}

std::optional<Beginning> beginning_of(Journal& journal) {
  const auto known = journal.remembered(kStoodBefore);
  if (!known || !*known) return std::nullopt;
  const auto lines = split(**known, '\n');
  Beginning beginning;
  std::from_chars(lines[0].data(), lines[0].data() + lines[0].size(), beginning.at);
  for (std::size_t i = 1; i < lines.size(); ++i) beginning.stood.emplace(lines[i]);
  return beginning;
}

Adoption::AllStanding Adoption::tagged(const TerraformPlan& plan, const Beginning& beginning) const {
  struct Pair {
    const ResourceChange* change;
    std::string arn, id;
  };
  const auto& setting = site_.graph.setting;
  const auto stands = find_tagged(site_.aws, kPlatformTag, setting.platform, stops_);
  if (stops_()) return interrupted(kAllWasAsked);
  if (!stands) return failed_search(stands.error());
  std::vector<Pair> pairs;
  for (const auto& change : plan.changes) {
    const auto* importable = find_importable(change.type);
    if (!importable || change.action != ResourceChange::Action::Create) continue;
    for (const auto& thing : *stands) {
      const auto read = import_id(*importable, thing.arn);
      if (!read || beginning.stood.contains(thing.arn)) continue;
      if (is_named(change, *importable, read->name) && bears_tags(change, thing, setting.platform) &&
          is_of_cluster(*importable, read->id, setting.cluster))
        pairs.push_back({&change, thing.arn, read->id});
    }
  }
  std::vector<Standing> all;
  if (pairs.empty()) return all;
  const auto known = terraform_.ids();
  if (!known) return known.error();
  std::erase_if(pairs, [&](const Pair& pair) {
    return known->arns.contains(pair.arn) || known->has(pair.change->type, pair.id);
  });
  for (const auto& outer : pairs) {
    const auto inner = std::ranges::find_if(pairs, [&](const Pair& pair) {
      return std::ranges::any_of(
          kWithin, [&](const Within& one) { return one.type == pair.change->type && one.in == outer.change->type; });
    });
    // For some minutes AWS names what is gone.
    if (heard_last_ && inner != pairs.end() && left_behind_as(site_.aws, outer.arn, "", site_.cluster()))
      return anothers(outer.arn, inner->arn, setting.platform);
  }
  for (const auto& pair : pairs) {
    const bool is_one = std::ranges::count(pairs, pair.change, &Pair::change) == 1 &&
                        std::ranges::count(pairs, pair.arn, &Pair::arn) == 1;
    all.push_back({pair.change->address, pair.id,
                   is_one ? "" : "several things bear the tags of this one, or it bears those of several"});
  }
  return all;
}

Adoption::AllStanding Adoption::named(const TerraformPlan& plan, const std::optional<Beginning>& beginning) const {
  std::vector<Standing> all;
  std::optional<KnownIds> known;
  for (const auto& change : plan.changes) {
    if (change.action != ResourceChange::Action::Create || tried_.contains(change.address)) continue;
    if (stops_()) return interrupted(kAllWasAsked);
    const auto found = find_by_name(site_, change);
    if (!found) continue;
    if (!known) {
      auto ids = terraform_.ids();
      if (!ids) return ids.error();
      known = std::move(ids).value();
    }
    const auto of = found->tags.find(kPlatformTag);
    Standing standing{change.address, found->id};
    if (of == found->tags.end())
      standing.not_ours = "its tags do not say that slipway made it: it is somebody else's";
    else if (of->second != site_.graph.setting.platform)
      standing.not_ours = fmt::format("its tag says that it is platform {}'s", one_line(of->second, 100));
    else if (!beginning || found->made == 0)
      standing.not_ours = kNotKnownFrom;
    else if (found->made + kSecond <= beginning->at || beginning->stood.contains(found->arn))
      standing.not_ours = "it stood before an apply from here first made anything";
    else if (known->has(change.type, found->id))
      standing.not_ours = "Terraform's state has it under another address";
    all.push_back(std::move(standing));
  }
  return all;
}

Result<bool, StepFailure> Adoption::take_over(const std::vector<Standing>& standing, const Told& told) {
  bool has_any = false;
  for (const auto& one : standing) {
    if (!one.not_ours.empty()) {
      others_.push_back(one);
      continue;
    }
    if (stops_()) return interrupted("it took over " + one.address);
    if (!tried_.insert(one.address).second) continue;
    told(fmt::format("terraform import {} {}", one.address, one.id));
    const auto is_taken = terraform_.import_resource(one.address, one.id);
    if (!is_taken) return is_taken.error();
    if (!*is_taken) continue;  // AWS names it for some minutes after it is gone
    taken_.push_back(one);
    has_any = true;
  }
  return has_any;
}

Result<bool, StepFailure> Adoption::take_over_tagged(const TerraformPlan& plan, const Told& told) {
  const auto begun = beginning_of(journal_);
  others_.clear();
  if (!begun || !makes_any(plan)) return false;
  const auto standing = tagged(plan, *begun);
  if (!standing) return standing.error();
  return take_over(*standing, told);
}

Result<bool, StepFailure> Adoption::take_over_standing(const TerraformPlan& plan, const Told& told) {
  const auto begun = beginning_of(journal_);
  others_.clear();
  auto named_ones = named(plan, begun);
  if (!named_ones) return named_ones.error();
  auto standing = std::move(named_ones).value();
  if (begun) {
    const auto more = tagged(plan, *begun);
    if (!more) return more.error();
    standing.insert(standing.end(), more->begin(), more->end());
  }
  return take_over(standing, told);
}

bool Adoption::has_taken(const std::string& address) const {
  return std::ranges::find(taken_, address, &Standing::address) != taken_.end();
}

std::string Adoption::said() const {
  if (taken_.empty()) return "";
  std::vector<std::string> names;
  for (const auto& one : taken_) names.push_back(fmt::format("{} ({})", one.address, one.id));
  return fmt::format("took over {}: an apply from here had made {}, and Terraform never heard of it",
                     fmt::join(names, ", "), taken_.size() == 1 ? "it" : "each");
}

std::string Adoption::left_alone() const {
  std::vector<std::string> names;
  for (const auto& one : others_) names.push_back(fmt::format("{} ({}): {}", one.id, one.address, one.not_ours));
  if (names.empty()) return "";
  return fmt::format("left alone {}; `slipway status` names what nobody needs", fmt::join(names, ", "));
}

StepFailure Adoption::explained(StepFailure failure) const {
  for (const auto& one : others_) {
    const auto command = fmt::format("terraform import {} ", shell_word(one.address));
    const auto at = failure.fix.find(command);
    if (at == std::string::npos) continue;
    if (failure.fix.compare(at + command.size(), 3, "ID`") == 0)
      failure.fix.replace(at + command.size(), 2, shell_word(one.id));
    failure.cause += fmt::format("; {}: {}", one.address, one.not_ours);
  }
  if (const auto taken = said(); !taken.empty()) failure.message += "\n" + taken;
  return failure;
}

}  // namespace slipway::ops
