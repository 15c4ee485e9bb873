#include "cluster/wait.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "cluster/explain.h"
#include "cluster/in_flight.h"
#include "cluster/pod_state.h"
#include "doc/json.h"

namespace slipway::cluster {

namespace {

using State = Readiness::State;

constexpr std::int64_t kLongestWatch = 300'000;  // milliseconds
constexpr std::int64_t kShortWatch = 20'000;     // while other groups wait for their turn
constexpr std::int64_t kPauses[] = {500, 1000, 2000, 5000};
constexpr std::int64_t kKindPause = 2000;

enum class Until { Ready, Gone };

/// Objects of one kind in one namespace.
struct Group {
  ApiResource resource;
  std::string ns;
  std::map<std::string, std::size_t, std::less<>> objects;  // by name, those that are not there yet
};

/// Of a Namespace that is deleted: what its controller says is left in it.
std::string contents_of(const doc::Node& ns) {
  std::string text;
  for (const doc::Node& one : ns["status"]["conditions"].items())
    if (one["status"].text() == "True" && !one["message"].text().empty())
      text += (text.empty() ? "" : "; ") + std::string(one["message"].text());
  return text;
}

std::string finalizers_of(const ApiResource& kind, const doc::Node& object) {
  if (kind.kind == "Namespace" && kind.group.empty())
    if (auto text = contents_of(object); !text.empty()) return text;
  std::string text;
  for (const doc::Node& one : object["metadata"]["finalizers"].items())
    text += (text.empty() ? "" : ", ") + std::string(one.text());
  if (text.empty()) return "it is still there";
  return (object["metadata"]["deletionTimestamp"].is_string() ? "its finalizers hold it: "
                                                              : "it is not deleted, and "
                                                                "has finalizers: ") +
         text;
}

class Waiting {
 public:
  Waiting(Api& api, Kinds& kinds, const std::vector<kube::ObjectKey>& objects, Until until, const WaitOptions& options,
          const std::function<void(std::size_t, const Readiness&)>& on_progress)
      : api_(api),
        kinds_(kinds),
        until_(until),
        options_(options),
        on_progress_(on_progress),
        ends_(api.clock().now() + options.milliseconds) {
    for (const kube::ObjectKey& key : objects) results_.push_back({key, {State::NotYet, "nobody has looked yet"}});
  }

  Result<std::vector<Waited>, ApiFailure> run() {
    std::vector<Group> groups = grouped();
    while (!groups.empty() && !failure_) {
      is_crowded_ = groups.size() > kInFlight;
      each_at_once(groups.size(), [&](std::size_t i) { follow(groups[i]); });
      std::erase_if(groups, [](const Group& group) { return group.objects.empty(); });
      if (is_over()) break;
    }
    if (failure_) return *failure_;
    if (until_ == Until::Ready) ask_pods();
    std::map<kube::ObjectKey, const Readiness*> first;
    for (Waited& one : results_) {  // an object that was named twice
      const auto [known, is_new] = first.emplace(one.key, &one.readiness);
      if (!is_new) one.readiness = *known->second;
    }
    return std::move(results_);
  }

 private:
  bool is_over() const {
    return api_.clock().now() >= ends_ || (options_.stop && options_.stop()) || api_.is_stopped();
  }
  /// False: time is over.
  bool pause(std::int64_t milliseconds) {
    for (; milliseconds > 0 && !is_over(); milliseconds -= 200)
      api_.clock().sleep(std::min({milliseconds, std::int64_t{200}, ends_ - api_.clock().now()}));
    return !is_over();
  }

  void fail(ApiFailure failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
  }
  bool has_failed() {
    const std::lock_guard lock(mutex_);
    return failure_.has_value();
  }

  void say(std::size_t index, Readiness readiness) {
    const std::lock_guard lock(mutex_);
    if (results_[index].readiness == readiness) return;
    results_[index].readiness = std::move(readiness);
    if (on_progress_) on_progress_(index, results_[index].readiness);
  }

  /// The groups of those whose kinds the server has. A kind that it lacks may come (or is gone, with its objects).
  std::vector<Group> grouped() {
    std::map<std::string, Group> groups;  // by path
    std::vector<std::size_t> left(results_.size());
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
    bool was_asked_anew = false;
    while (!left.empty()) {
      std::vector<std::size_t> missing;
      for (const std::size_t i : left) {
        kube::ObjectKey& key = results_[i].key;
        const auto found = kinds_.known_group_kind(key.group, key.kind);
        if (!found) {
          fail(found.error());
          return {};
        }
        if (!*found) {
          missing.push_back(i);
          continue;
        }
        if (!(*found)->is_namespaced)
          key.ns.clear();
        else if (key.ns.empty())
          key.ns = api_.access().ns.empty() ? "default" : api_.access().ns;
        Group& group = groups.try_emplace((*found)->path(key.ns), Group{**found, key.ns, {}}).first->second;
        group.objects.emplace(key.name, i);
      }
      left = std::move(missing);
      if (left.empty()) break;
      if (was_asked_anew) {
        for (const std::size_t i : left) {
          if (until_ == Until::Gone && !kinds_.is_silent(results_[i].key.group))
            say(i, {});
          else
            say(i, {State::NotYet, "the cluster does not have its kind"});
        }
        if (until_ == Until::Gone || !pause(kKindPause)) break;
      }
      if (auto failure = kinds_.refresh()) {
        fail(std::move(*failure));
        return {};
      }
      was_asked_anew = true;
    }
    std::vector<Group> all;
    for (auto& [path, group] : groups) all.push_back(std::move(group));
    return all;
  }

  std::string selector(const Group& group) const {
    return group.objects.size() == 1 ? "fieldSelector=metadata.name%3D" + group.objects.begin()->first : "";
  }

  void judge(Group& group, const doc::Node& object, bool is_deleted) {
    const auto found = group.objects.find(object["metadata"]["name"].text());
    if (found == group.objects.end()) return;
    const std::size_t index = found->second;
    Readiness readiness;
    if (is_deleted)
      readiness = until_ == Until::Gone ? Readiness{} : Readiness{State::NotYet, "it is not there"};
    else if (options_.judge)
      readiness = options_.judge(object);
    else if (until_ == Until::Ready)
      readiness = cluster::readiness(group.resource.group, group.resource.kind, object);
    else
      readiness = {State::NotYet, ""};
    if (until_ == Until::Gone && !readiness.is_ready())
      readiness = {State::NotYet, finalizers_of(group.resource, object)};
    const bool is_settled = readiness.state != State::NotYet;
    say(index, std::move(readiness));
    if (is_settled) group.objects.erase(found);
  }

  /// All of the group as it is now, and the version to watch from; "" when there was no answer.
  std::string look(Group& group) {
    std::string query = selector(group);
    const auto list = api_.get(group.resource.path(group.ns) + (query.empty() ? "" : "?" + query));
    if (!list) {
      const ApiFailure& failure = list.error();
      if (failure.status == 404 && until_ == Until::Gone) {  // the kind is gone
        for (const auto& [name, index] : group.objects) say(index, {});
        group.objects.clear();
        return "";
      }
      const bool may_pass = failure.reason == "Unreachable" || failure.status == 404 || failure.status == 429 ||
                            failure.status >= 500 || failure.status == 410;
      if (!may_pass || is_over()) fail(failure);
      return "";
    }
    std::set<std::string_view> there;
    for (const doc::Node& item : list->root()["items"].items()) {
      there.insert(item["metadata"]["name"].text());
      judge(group, item, false);
    }
    std::vector<std::string> absent;
    for (const auto& [name, index] : group.objects)
      if (!there.contains(name)) absent.push_back(name);
    for (const std::string& name : absent) {
      const auto found = group.objects.find(name);
      say(found->second, until_ == Until::Gone ? Readiness{} : Readiness{State::NotYet, "it is not there"});
      if (until_ == Until::Gone) group.objects.erase(found);
    }
    return std::string(list->root()["metadata"]["resourceVersion"].text());
  }

  /// Follows the group until all of it is settled, time is over, or other groups want their turn.
  void follow(Group& group) {
    const std::int64_t turn_ends = is_crowded_ ? std::min(ends_, api_.clock().now() + kShortWatch) : ends_;
    std::string version;
    std::size_t silent = 0;  // times in a row without an answer
    while (!group.objects.empty() && !has_failed()) {
      if (version.empty()) {
        version = look(group);
        if (group.objects.empty() || has_failed()) return;
        if (version.empty()) {
          if (!pause(kPauses[std::min(silent++, std::size(kPauses) - 1)])) return;
          continue;
        }
      }
      if (is_over() || api_.clock().now() >= turn_ends) return;
      const std::string before = version;
      const std::int64_t began = api_.clock().now();
      const bool is_whole =
          watch(group, version, turn_ends) && (version != before || api_.clock().now() - began >= 1000);
      if (is_whole || version != before) silent = 0;
      if (!is_whole && !pause(kPauses[std::min(silent++, std::size(kPauses) - 1)])) return;
    }
  }

  /// One stream from `version`, which moves with it; "" when the server no longer knows that. False: it broke off.
  bool watch(Group& group, std::string& version, std::int64_t turn_ends) {
    const std::int64_t ends = std::min(turn_ends, api_.clock().now() + kLongestWatch);
    const std::int64_t seconds = (ends - api_.clock().now()) / 1000 + 1;
    std::string query =
        "?watch=1&allowWatchBookmarks=true&resourceVersion=" + version + "&timeoutSeconds=" + std::to_string(seconds);
    if (const std::string only = selector(group); !only.empty()) query += "&" + only;
    bool is_whole = true;
    const auto stream = api_.stream(
        group.resource.path(group.ns) + query, ends,
        [&](std::string_view line) {
          Diagnostics mistakes;
          const doc::Document event =
              doc::read_json(std::make_shared<const SourceText>("event", std::string(line)), mistakes);
          if (mistakes.has_errors()) return is_whole = false;
          const std::string_view type = event.root()["type"].text();
          const doc::Node& object = event.root()["object"];
          if (type == "ERROR") {
            version.clear();  // most often 410: older than what the server remembers
            return is_whole = false;
          }
          version = object["metadata"]["resourceVersion"].text();
          if (type != "BOOKMARK") judge(group, object, type == "DELETED");
          return !group.objects.empty() && !is_stopped();
        },
        options_.stop);
    if (stream) return is_whole;
    const ApiFailure& failure = stream.error();
    if (failure.status != 0 && failure.status != 429 && failure.status < 500)
      version.clear();  // look() says what it is
    return false;
  }

  bool is_stopped() const { return options_.stop && options_.stop(); }

  /// What the pods of workloads say that time ran out on, or that failed.
  void ask_pods() {
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const kube::ObjectKey& key = results_[i].key;
      if (!results_[i].readiness.is_ready() && (key.group == "apps" || (key.group == "batch" && key.kind == "Job")))
        asked.push_back(i);
    }
    if (asked.size() > kMostAsked) asked.resize(kMostAsked);
    each_at_once(asked.size(), [&](std::size_t i) { ask_pods_of(results_[asked[i]]); });
  }

  void ask_pods_of(Waited& waited) {
    const auto resource = kinds_.known_group_kind(waited.key.group, waited.key.kind);
    if (!resource || !*resource) return;
    const auto object = api_.get((*resource)->path(waited.key.ns, waited.key.name));
    if (!object) return;
    std::string selector;
    for (const auto& [key, value] : object->root()["spec"]["selector"]["matchLabels"].members())
      selector += (selector.empty() ? "" : ",") + std::string(key.text()) + "=" + std::string(value.text());
    if (selector.empty()) return;
    const ApiResource pods{"", "v1", "pods", "Pod", true, {}};
    int worst = 0;
    std::string said;
    (void)api_.list(pods, waited.key.ns, selector, [&](const doc::Node& pod) {
      const int rank = pod_trouble_rank(pod);
      if (rank <= worst) return;
      worst = rank;
      said = "pod " + std::string(pod["metadata"]["name"].text()) + ": " + pod_trouble(pod);
    });
    if (!said.empty()) waited.readiness.why += "; " + said;
  }

  static constexpr std::size_t kMostAsked = 20;

  Api& api_;
  Kinds& kinds_;
  const Until until_;
  const WaitOptions& options_;
  const std::function<void(std::size_t, const Readiness&)>& on_progress_;
  const std::int64_t ends_;
  std::vector<Waited> results_;
  bool is_crowded_ = false;
  std::mutex mutex_;
  std::optional<ApiFailure> failure_;
};

/// Waits, with a word between to who wants to hear of what is slow.
Result<std::vector<Waited>, ApiFailure> gone_in_two(
    Api& api, Kinds& kinds, const std::vector<kube::ObjectKey>& objects, const WaitOptions& options,
    const std::function<void(std::size_t, const Readiness&)>& on_progress) {
  if (!options.on_slow || options.milliseconds <= options.slow_milliseconds)
    return Waiting(api, kinds, objects, Until::Gone, options, on_progress).run();
  const auto ends = api.clock().now() + options.milliseconds;
  WaitOptions part = options;
  part.milliseconds = options.slow_milliseconds;
  auto all = Waiting(api, kinds, objects, Until::Gone, part, on_progress).run();
  std::vector<Waited> slow;
  std::vector<std::size_t> where;  // in `objects`
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (all && (*all)[i].readiness.state != State::NotYet) continue;
    where.push_back(i);
    if (all) slow.push_back((*all)[i]);
  }
  if (where.empty() || api.is_stopped() || (options.stop && options.stop())) return all;
  if (all) options.on_slow(slow);
  std::vector<kube::ObjectKey> left;
  for (const std::size_t i : where) left.push_back(objects[i]);
  part.milliseconds = ends - api.clock().now();
  auto rest = Waiting(api, kinds, left, Until::Gone, part, [&](std::size_t i, const Readiness& readiness) {
                if (on_progress) on_progress(where[i], readiness);
              }).run();
  if (!rest || !all) return rest;
  auto both = std::move(all).value();
  for (std::size_t i = 0; i < where.size(); ++i) both[where[i]] = (*rest)[i];
  return both;
}

}  // namespace

Result<std::vector<Waited>, ApiFailure> wait_until_ready(
    Api& api, Kinds& kinds, const std::vector<kube::ObjectKey>& objects, const WaitOptions& options,
    const std::function<void(std::size_t, const Readiness&)>& on_progress) {
  return Waiting(api, kinds, objects, Until::Ready, options, on_progress).run();
}

Result<std::vector<Waited>, ApiFailure> wait_until_gone(
    Api& api, Kinds& kinds, const std::vector<kube::ObjectKey>& objects, const WaitOptions& options,
    const std::function<void(std::size_t, const Readiness&)>& on_progress) {
  return gone_in_two(api, kinds, objects, options, on_progress);
}

}  // namespace slipway::cluster
