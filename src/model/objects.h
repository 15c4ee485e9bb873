#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "model/replicas.h"

namespace slipway::model {

/// An object among others: what it is called, and whether it is of a cluster or of a file that somebody wrote.
struct Entry {
  const doc::Node* node = nullptr;
  std::string_view kind, group;
  std::string ns;  // "default" where a namespaced object leaves it out; "" for what stands in none
  std::string_view name;
  bool is_live = false;   // read from a cluster: it has a uid
  bool is_owned = false;  // another object controls it

  std::string title() const;  // "Deployment default/llm", "NodePool gpu"
};

/// The objects that count, in written order. Of several of one name the last counts (MODEL004, a warning, when both are
/// written); a written one takes the place of a live one.
class Entries {
 public:
  Entries(Objects objects, Diagnostics& diagnostics);

  const std::vector<Entry>& all() const { return all_; }
  const Entry* find(std::string_view kind, std::string_view ns, std::string_view name) const;
  /// A live one was of this name before a written one took its place.
  bool is_replaced(std::string_view kind, std::string_view ns, std::string_view name) const;
  bool has_live_pods() const { return has_live_pods_; }
  bool has_live() const { return has_live_; }

  /// What made a live pod: the Deployment behind its ReplicaSet, the CronJob behind its Job; kind and name. nullopt
  /// when nothing controls it.
  std::optional<std::pair<std::string, std::string>> maker_of(const Entry& pod) const;

 private:
  std::vector<Entry> all_;
  std::unordered_map<std::string, std::size_t> index_;
  std::map<std::string, bool, std::less<>> replaced_;
  bool has_live_pods_ = false, has_live_ = false;
};

}  // namespace slipway::model
