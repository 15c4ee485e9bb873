#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cluster/api.h"
#include "cluster/kinds.h"
#include "cluster/members.h"
#include "cluster/ready.h"
#include "cluster/wait.h"
#include "kube/object.h"

namespace slipway::cluster {

/// A set of objects that are applied and pruned together, as KEP-3659 has it (and kubectl v0.36 pkg/cmd/apply): each
/// member bears the label kPartOf with the set's id; the parent, ConfigMap `slipway-NAME` of kube-system, says which
/// kinds and namespaces to look at. `kubectl get -A -l applyset.kubernetes.io/part-of=ID` shows it.
///
/// Order that survives being killed anywhere: widen(), members(), apply_all(), prune(), narrow().
class ApplySet {
 public:
  /// `name`: the platform's; `version`: slipway's own.
  ApplySet(Api& api, Kinds& kinds, const std::string& name, const std::string& version);

  const std::string& id() const { return id_; }
  const std::string& parent() const { return parent_; }  // "slipway-NAME"

  /// Before the apply: the parent is made, or names these objects' kinds and namespaces beside those it names already.
  /// No request when it does. Failed with reason "ForeignSet" when the ConfigMap is another tool's, or nobody's.
  std::optional<ApiFailure> widen(const std::vector<kube::ObjectKey>& objects);
  /// After the prune: the parent names only what these need.
  std::optional<ApiFailure> narrow(const std::vector<kube::ObjectKey>& objects);
  /// Nothing is left of it: the parent goes.
  std::optional<ApiFailure> remove_parent();
  /// Of the kinds that the parent names; none when there is no parent.
  Result<Members, ApiFailure> members();

 private:
  struct Scope {
    std::set<std::pair<std::string, std::string>> kinds;  // group, kind
    std::set<std::string> namespaces;
    bool operator==(const Scope&) const = default;
  };
  static Scope scope_of(const std::vector<kube::ObjectKey>& objects);
  std::optional<ApiFailure> read();  // the parent, once
  std::optional<ApiFailure> write(const Scope& scope);
  std::string path() const;

  Api& api_;
  Kinds& kinds_;
  std::string parent_, tooling_, id_, recorded_tooling_;
  bool was_read_ = false;
  std::optional<Scope> recorded_;  // nullopt: no parent
};

/// What others' data may stand in (Namespaces, volumes and their claims, CustomResourceDefinitions): deleting it
/// deletes that.
enum class Holders { Keep, Delete };

struct PruneOptions {
  Holders holders = Holders::Keep;
  bool in_foreground = false;               // an owner goes only after what it owns
  std::int64_t wait_milliseconds = 60'000;  // for finalizers, before what stood under it is deleted
  std::function<bool()> stop = {};
  /// Hears what holds an object that is waited for, whenever that changes; one at a time, from any thread.
  std::function<void(const kube::ObjectKey&, const Readiness&)> on_wait = {};
  /// As WaitOptions::on_slow.
  std::function<void(const std::vector<Waited>&)> on_slow = {};
};

struct Pruned {
  enum class Outcome { Deleted, Kept, Failed, Ending, Skipped };  // Ending: deleted, but finalizers hold it
  Outcome outcome = Outcome::Skipped;
  kube::ObjectKey key;
  std::string why;          // of Kept and Ending
  ApiFailure failure = {};  // of Failed
};

/// Why prune() would keep this one: "its volume holds data", "annotated slipway.dev/keep"; "" when it would not.
std::string reason_to_keep(const Member& member, Holders holders);

/// Deletes those members that `is_wanted` does not want, each only if it is still the one that was listed (UID):
/// routes and workloads first, then what they used, namespaces and CustomResourceDefinitions last; of one rank the
/// youngest first. The annotation `slipway.dev/keep: "true"` keeps an object. Results in that order.
std::vector<Pruned> prune(Api& api, Kinds& kinds, const Members& members,
                          const std::function<bool(const Member&)>& is_wanted, const PruneOptions& options,
                          const std::function<void(const Pruned&)>& on_result = {});

/// The place of a kind in the order of creation: what is lower is made earlier and deleted later.
int creation_rank(std::string_view group, std::string_view kind);

}  // namespace slipway::cluster
