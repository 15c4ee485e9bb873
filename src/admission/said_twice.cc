#include "admission/said_twice.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "subject/values_files.h"

namespace slipway::admission {
namespace {

/// Rules about what the server refuses too, in a field that has this fault and no other.
constexpr std::string_view kSamePlace[] = {"ACK001", "KRO001", "KRP001", "KRP002", "KRP003", "KRP004", "KRP005",
                                           "KRP007", "KRP008", "KRP012", "KRP015", "KRP017", "NCL001", "NCL002",
                                           "POD002", "SCA002", "SCA003", "VER001", "WRK001", "WRK002", "WRK003"};

/// Rules that point elsewhere in the object than the server, and its words for the same.
struct SameObject {
  std::string_view rule, words;
};
constexpr SameObject kSameObject[] = {
    {"KRP010", "'schedule' must be set with 'duration'"},
    {"KRP017", "is not allowed as it might interfere"},
    {"KRP030", "must have a value defined"},
    {"KRP035", "no valid values found in"},
    {"POD002", "must be less than or equal to"},
    {"SCA002", "ReplicaCount must be less than"},
    {"WRK002", "`selector` does not match template `labels`"},
};

using Place = std::tuple<std::string_view, int, int>;

Place place_of(const Diagnostic& one) {
  return {one.where ? std::string_view(one.where.source->name()) : std::string_view(), one.where.line,
          one.where.column};
}

bool is_servers(const Diagnostic& one) { return one.id.starts_with("API") || one.id.starts_with("KUBE00"); }

/// Of a value that the chart's own schema refuses the refusal stays: what rules know of the chart's keys says less.
std::set<Place> refused_values(const Diagnostics& findings) {
  std::set<Place> out;
  for (const Diagnostic& one : findings.all())
    if (one.id == "HELM001") out.insert(place_of(one));
  return out;
}

/// What the rules have said, where the server may have said the same.
class SaidByRules {
 public:
  SaidByRules(const Diagnostics& findings, const subject::ObjectPlaces& places) : places_(places) {
    for (const Diagnostic& one : findings.all()) {
      if (one.severity != Severity::Error && one.id != "WRK003") continue;
      // The rule speaks of a whole file or folder at one of its objects.
      if (one.id == "WRK003" && one.severity != Severity::Error) twice_in_.insert(subject::folder_of(one.where));
      if (one.id == "API001" && one.message.starts_with("metadata.name: required"))
        nameless_.insert(places.at(one.where).object);
      if (std::ranges::binary_search(kSamePlace, std::string_view(one.id))) at_.insert(place_of(one));
      for (const SameObject& same : kSameObject)
        if (const kube::Object* object = same.rule == one.id ? places.at(one.where).object : nullptr)
          of_.emplace(same.rule, object);
    }
  }

  bool hold(const Diagnostic& of_server) const {
    if (at_.contains(place_of(of_server))) return true;
    if (of_server.id == "API014" && twice_in_.contains(subject::folder_of(of_server.where))) return true;
    // What reading says of a name that is missing, the server says at its place.
    if (of_server.id == "KUBE006" && nameless_.contains(places_.at(of_server.where).object)) return true;
    return std::ranges::any_of(kSameObject, [&](const SameObject& same) {
      return of_server.message.find(same.words) != std::string::npos &&
             of_.contains(std::pair(same.rule, places_.at(of_server.where).object));
    });
  }

 private:
  const subject::ObjectPlaces& places_;
  std::set<Place> at_;
  std::set<std::string_view> twice_in_;  // folders with objects that are defined twice
  std::set<const kube::Object*> nameless_;
  std::set<std::pair<std::string_view, const kube::Object*>> of_;
};

}  // namespace

Diagnostics said_once(Diagnostics findings, const subject::ObjectPlaces& places) {
  std::vector<bool> is_new;
  {
    const SaidByRules by_rules(findings, places);
    const std::set<Place> refused = refused_values(findings);
    std::set<std::tuple<std::string_view, Place, std::string_view>> seen;
    for (const Diagnostic& one : findings.all())
      is_new.push_back(!(is_servers(one) && by_rules.hold(one)) &&
                       !((one.id == "CHART009" || one.id == "CHART010") && refused.contains(place_of(one))) &&
                       seen.emplace(one.id, place_of(one), one.message).second);
  }
  Diagnostics out;
  std::size_t i = 0;
  for (Diagnostic& one : findings.take())
    if (is_new[i++]) out.add(std::move(one));
  return out;
}

}  // namespace slipway::admission
