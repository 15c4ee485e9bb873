#include "spec/additions/buckets.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalog/regions.h"
#include "spec/additions/bucket_arn.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/ids.h"
#include "spec/text_format.h"

namespace slipway::spec::additions {
namespace {

/// A service account, and what names it in the spec.
struct Holder {
  std::string name_space, account;
  std::string role;                             // of `roles`; "": none yet
  std::string_view owner_map = {}, owner = {};  // of the spec: workloads, training; "": the account alone is known
};

class Grants {
 public:
  Grants(const Platform& platform, Addition& addition, Diagnostics& diagnostics)
      : platform_(platform), addition_(addition), diagnostics_(diagnostics) {}

  std::optional<Holder> of_workload(const Text& wanted) {
    const auto slash = wanted.value.find('/');
    const std::string name = slash == std::string::npos ? wanted.value : wanted.value.substr(slash + 1);
    const std::string space = slash == std::string::npos ? "" : wanted.value.substr(0, slash);
    std::vector<Holder> found;
    std::vector<std::string_view> known;
    const auto look = [&](std::string_view map, const auto& entries) {
      for (const auto& [entry_name, entry] : entries) {
        known.push_back(entry_name.value);
        if (entry_name.value == name && (space.empty() || entry.name_space.value == space))
          found.push_back(
              {entry.name_space.value, entry.service_account.value, entry.role.value, map, entry_name.value});
      }
    };
    look("workloads", platform_.workloads);
    look("training", platform_.training);
    if (found.size() == 1) return found.front();
    if (found.empty()) {
      const auto near = near_miss(name, known);
      diagnostics_.add(
          {spec::id::kNothingOfThatName,
           Severity::Error,
           wanted.where,
           fmt::format("there is no workload '{}' in this platform", printable(wanted.value)),
           near ? fmt::format("did you mean {}?", *near) : "",
           near ? "" : "name one of workloads or training, or the account itself: --service-account NAMESPACE/NAME",
           {}});
    } else {
      diagnostics_.error(id::kAmbiguous, wanted.where,
                         fmt::format("both workloads and training have a '{}'", printable(name)),
                         "name its account: --service-account NAMESPACE/NAME");
    }
    return std::nullopt;
  }

  std::optional<Holder> of_account(const Text& wanted) {
    if (const auto error = format::kNamespacedName.check(wanted.value)) {
      diagnostics_.error(id::kNotThis, part_of(wanted, error->offset), "no service account: " + error->message,
                         "write NAMESPACE/NAME");
      return std::nullopt;
    }
    const auto slash = wanted.value.find('/');
    Holder holder{wanted.value.substr(0, slash), wanted.value.substr(slash + 1), ""};
    std::set<std::string> roles;
    for (const auto& [name, role] : platform_.roles)
      for (const auto& account : role.service_accounts)
        if (account.value == wanted.value) roles.insert(name.value);
    const auto look = [&](std::string_view map, const auto& entries) {
      for (const auto& [name, entry] : entries) {
        if (entry.name_space.value != holder.name_space || entry.service_account.value != holder.account) continue;
        if (!entry.role.value.empty()) roles.insert(entry.role.value);
        holder.owner_map = map;
        holder.owner = name.value;
      }
    };
    look("workloads", platform_.workloads);
    look("training", platform_.training);
    if (roles.size() > 1) {
      diagnostics_.error(id::kAmbiguous, wanted.where,
                         fmt::format("{} has several roles: {}", wanted.value, listed({roles.begin(), roles.end()})),
                         "EKS gives an account one: put their grants together first");
      return std::nullopt;
    }
    if (!roles.empty()) holder.role = *roles.begin();
    return holder;
  }

  /// What the holder may do then: its role's grants grow, or a role comes to be.
  void allow(const Holder& holder, const std::vector<std::pair<std::string, std::vector<std::string>>>& grants,
             const Text& asked) {
    if (!holder.role.empty()) {
      if (const auto others = others_of(holder); !others.empty())
        addition_.said.push_back(fmt::format("role {} is also that of {}", printable(holder.role), listed(others)));
      return extend(holder.role, grants);
    }
    const std::string name = holder.owner.empty() ? holder.account : std::string(holder.owner);
    if (const auto* taken = platform_.roles.find(name); taken) {
      diagnostics_.error(id::kAmbiguous, asked.where,
                         fmt::format("{}/{} has no role, and there is a role '{}' that others take", holder.name_space,
                                     holder.account, printable(name)),
                         fmt::format("give it that one (role: {}), or another, and say this again", printable(name)));
      return;
    }
    doc::Map role;
    if (holder.owner.empty()) role.set("serviceAccounts", doc::List{holder.name_space + "/" + holder.account});
    doc::List allow;
    for (const auto& [to, actions] : grants) allow.add(grant(to, actions));
    role.set("allow", std::move(allow));
    add_named(addition_, platform_, "roles", named(name, asked), std::move(role), diagnostics_);
    if (!holder.owner.empty())
      addition_.edits.push_back(
          {{std::string("spec"), std::string(holder.owner_map), std::string(holder.owner)}, "role", name});
  }

 private:
  /// Who else takes the role.
  std::vector<std::string> others_of(const Holder& holder) const {
    std::set<std::string> accounts;
    for (const auto& [name, role] : platform_.roles)
      if (name.value == holder.role)
        for (const auto& account : role.service_accounts) accounts.insert(account.value);
    const auto look = [&](const auto& entries) {
      for (const auto& [name, entry] : entries)
        if (entry.role.value == holder.role)
          accounts.insert(entry.name_space.value + "/" + entry.service_account.value);
    };
    look(platform_.workloads);
    look(platform_.training);
    accounts.erase(holder.name_space + "/" + holder.account);
    return {accounts.begin(), accounts.end()};
  }
  static Text named(const std::string& name, const Text& asked) {
    Text text(name);
    text.where = asked.where;
    return text;
  }
  static doc::Map grant(const std::string& to, const std::vector<std::string>& actions) {
    doc::List list;
    for (const auto& action : actions) list.add(action);
    return doc::Map{{"to", to}, {"actions", std::move(list)}};
  }

  void extend(const std::string& name, const std::vector<std::pair<std::string, std::vector<std::string>>>& grants) {
    const auto* role = platform_.roles.find(name);
    if (!role) return;  // said by the reader
    const doc::YamlPath allow = {std::string("spec"), std::string("roles"), name, std::string("allow")};
    doc::List added;
    for (const auto& [to, actions] : grants) {
      std::vector<std::string> missing = actions;
      std::optional<std::size_t> same;
      for (std::size_t i = 0; i < role->allow.size(); ++i) {
        if (role->allow[i].to.value != to) continue;
        same = i;
        for (const auto& action : role->allow[i].actions) std::erase(missing, action.value);
      }
      if (missing.empty()) {
        addition_.said.push_back(fmt::format("role {} may {} {} already", name, listed(actions), to));
        continue;
      }
      if (!same) {
        added.add(grant(to, missing));
        continue;
      }
      doc::YamlPath place = allow;
      place.emplace_back(*same);
      place.emplace_back(std::string("actions"));
      doc::List more;
      for (const auto& action : missing) more.add(action);
      addition_.edits.push_back({place, "", std::move(more)});
    }
    if (!added.empty()) addition_.edits.push_back({allow, "", std::move(added)});
  }

  const Platform& platform_;
  Addition& addition_;
  Diagnostics& diagnostics_;
};

/// "models/": what objects begin with. "" after a diagnostic.
std::string folder_of(const Text& prefix, Diagnostics& diagnostics) {
  const auto wrong = [&](std::size_t offset, std::string message, std::string fix) {
    diagnostics.error(id::kNotThis, part_of(prefix, offset, 1), std::move(message), std::move(fix));
    return std::string();
  };
  const std::string& text = prefix.value;
  if (text.empty() || text == "/") return wrong(0, "an empty prefix is the whole bucket", "leave --prefix away");
  if (text.starts_with('/'))
    return wrong(0, "keys of objects do not begin with a slash", "write " + printable(text.substr(1)));
  if (text.size() > 1024) return wrong(1024, "keys of objects have at most 1,024 bytes", "name a shorter one");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '*' || c == '?')
      return wrong(i, "no wildcard: a prefix is taken as it is", "name what objects begin with");
    if (c <= ' ' || c == 0x7f || c == '$' || c == '"' || c == '\\')
      return wrong(i, "a character that policies read as something else", "name a prefix without it");
  }
  return text.ends_with('/') ? text : text + '/';
}

}  // namespace

Addition add_buckets(const Platform& platform, const BucketsWanted& wanted, Diagnostics& diagnostics) {
  Addition addition;
  const auto* region = catalog::find_region(platform.aws.region.value);
  std::vector<std::string> arns;
  std::set<std::string_view> seen;
  for (const Text& arn : wanted.arns)
    if (is_bucket_arn(arn, region ? region->partition : "", diagnostics) && seen.insert(arn.value).second)
      arns.push_back(arn.value);

  if (wanted.workload.written && wanted.service_account.written) {
    diagnostics.error(id::kNotTogether, wanted.service_account.where,
                      "--workload and --service-account name the same thing", "give one of them");
    return addition;
  }
  if (!wanted.workload.written && !wanted.service_account.written) {
    for (const auto& [word, flag] : {std::pair(wanted.prefix.written, wanted.prefix.where),
                                     std::pair(wanted.read_only.written, wanted.read_only.where)})
      if (word)
        diagnostics.error(id::kNotTogether, flag,
                          "the S3 CSI driver has one role for all that it mounts: it knows no narrower right",
                          "say whose it is, --workload NAME or --service-account NAMESPACE/NAME: its own role gets it");
    std::set<std::string_view> there;
    for (const auto& arn : platform.storage.mountable_buckets) there.insert(arn.value);
    doc::List added;
    for (const auto& arn : arns) {
      if (there.contains(arn))
        addition.said.push_back(fmt::format("{} is mountable already", arn));
      else
        added.add(arn);
    }
    if (!added.empty())
      addition.edits.push_back(
          {{std::string("spec"), std::string("storage"), std::string("mountableBuckets")}, "", std::move(added)});
    return addition;
  }

  Grants grants(platform, addition, diagnostics);
  const Text& asked = wanted.workload.written ? wanted.workload : wanted.service_account;
  const auto holder = wanted.workload.written ? grants.of_workload(asked) : grants.of_account(asked);
  const std::string folder = wanted.prefix.written ? folder_of(wanted.prefix, diagnostics) : "";
  if (diagnostics.has_errors() || !holder) return addition;
  std::vector<std::pair<std::string, std::vector<std::string>>> rights;
  for (const auto& arn : arns) {
    if (folder.empty()) {
      rights.push_back({arn, {"read"}});
      if (!wanted.read_only.value) rights.back().second.emplace_back("write");
      continue;
    }
    // A verb is for whole buckets; of a prefix the actions are written out.
    rights.push_back({arn, {"s3:GetBucketLocation", "s3:ListBucket"}});
    rights.push_back({arn + "/" + folder + "*", {"s3:GetObject"}});
    if (!wanted.read_only.value)
      for (const char* action : {"s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"})
        rights.back().second.emplace_back(action);
  }
  if (!folder.empty())
    addition.said.push_back(fmt::format("objects outside of {} stay closed; their names can be listed", folder));
  grants.allow(*holder, rights, asked);
  return addition;
}

}  // namespace slipway::spec::additions
