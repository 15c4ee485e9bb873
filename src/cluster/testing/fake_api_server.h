#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/kubeconfig.h"
#include "doc/value.h"
#include "io/clock.h"
#include "io/http.h"

namespace slipway::cluster::testing {

/// What the server throws when it is told to kill its caller: no one may catch it but the test.
struct Killed {};

/// Time that many threads may ask and sleep in: sleeping only moves the hand.
class SharedClock final : public io::Clock {
 public:
  std::int64_t now() override { return milliseconds_; }
  void sleep(std::int64_t more) override { milliseconds_ += more; }

 private:
  std::atomic<std::int64_t> milliseconds_ = 1'795'651'200'000;  // 2026-11-26T00:00:00Z
};

/// An API server in memory, behind the door of HTTP: objects by path, lists with label selectors, watches, discovery,
/// finalizers and UID preconditions, server-side apply whose field managers own leaves (lists whose items have names
/// are merged by name, all others are one leaf). Knows no schemas, fills in no defaults. Safe for many threads.
///
///     FakeApiServer server;
///     Api api = Api(server.access(), server.doors());
///     server.kill_at = 7;  // the 7th request from now on throws Killed, and all after it
class FakeApiServer final : public io::Http {
 public:
  struct Kind {
    std::string group, version, kind, resource;
    bool is_namespaced = true;
  };

  FakeApiServer();  // offers the usual kinds of core, apps, batch, rbac, apiextensions, karpenter; has kube-system,
                    // default

  /// To make an Api with: `Api(server.access(), {files, server, processes, server.clock})`.
  Access access() const;
  SharedClock clock;

  // The world beside the caller.
  void offer(const Kind& kind);
  /// The object at "/api/v1/namespaces/ml/configmaps/a"; nullopt: there is none.
  std::optional<doc::Document> find(const std::string& path) const;
  /// Paths of all objects but the Namespaces and ConfigMaps of kube-system that Kubernetes makes itself.
  std::vector<std::string> paths() const;
  /// Creates or replaces, as another client does (JSON text); what changes is `manager`'s from now on.
  void put(const std::string& path, const std::string& json, const std::string& manager = "kubectl");
  /// Sets the status (JSON text), as a controller does.
  void set_status(const std::string& path, const std::string& json);
  void remove(const std::string& path);  // at once, whatever its finalizers
  /// What `/log` of a pod answers, by the pod's path.
  std::map<std::string, std::string> logs;
  /// Each state that was written or deleted so far, oldest first: "PATCH /api/v1/…" as it was asked.
  std::vector<std::string> writes() const;

  // Controllers. Called without a lock: they may use all of the above.
  std::function<void(const std::string& path)> on_write;  // after each write of a caller that changed something
  /// on_write becomes what a healthy cluster does: workloads get ready, Jobs complete, claims bind, definitions are
  /// established and their kinds offered, NodePools and their classes are Ready.
  void run_controllers();
  std::function<void()> when_idle;  // a watch has nothing to tell; then a second goes by

  // Trouble.
  /// Asked first; an answer is the answer. By `request.method` and `request.url`.
  std::function<std::optional<Result<io::HttpResponse>>(const io::HttpRequest&)> trouble;
  int kill_at = 0;              // n: the n-th request from now on is done, then throws Killed; 0: none
  bool kill_before = false;     // … is not done
  std::int64_t away_until = 0;  // by the clock: nothing answers
  int throttled = 0;            // so many requests are answered with 429
  /// What an answer warns of, by `request.method` and `request.url`; "": of nothing.
  std::function<std::string(const io::HttpRequest&)> warns;
  /// Watches from before now are told 410 Gone.
  void forget_history();
  bool is_dead() const { return is_dead_; }
  void revive();  // after a kill

  // What was asked.
  int requests() const { return requests_; }
  int most_in_flight() const { return most_in_flight_; }
  std::vector<std::string> asked() const;  // "GET /api/v1/…?query"

  Result<io::HttpResponse> send(const io::HttpRequest& request) override;
  Result<io::HttpResponse> stream(const io::HttpRequest& request,
                                  const std::function<bool(std::string_view)>& take) override;

 private:
  using Leaves = std::set<std::string>;  // of an object: "/spec/replicas"
  struct Stored {
    doc::Value object;
    std::map<std::string, Leaves> owners;  // by manager
  };
  struct Event {
    std::int64_t version;
    std::string path, type, object;
  };
  struct Place;  // what a path names
  struct Query;

  std::optional<Result<io::HttpResponse>> refused(const io::HttpRequest& request);
  Result<io::HttpResponse> answer(const io::HttpRequest& request, std::string& changed);
  io::HttpResponse discovery(bool is_core) const;
  io::HttpResponse list(const Place& place, const Query& query) const;
  io::HttpResponse apply(const Place& place, const Query& query, const std::string& body, std::string& changed);
  io::HttpResponse replace(const Place& place, const std::string& body, bool must_be_new, std::string& changed);
  io::HttpResponse erase(const Place& place, const std::string& body, std::string& changed);
  std::optional<Place> place_of(std::string_view path) const;
  std::optional<io::HttpResponse> no_namespace(const Place& place) const;
  void store(const std::string& path, Stored stored, bool is_new);
  void drop(const std::string& path);
  void tell(const std::string& path, const char* type, const doc::Value& object);
  bool has_label(const doc::Value& object, std::string_view selector) const;

  mutable std::mutex mutex_;
  std::vector<Kind> kinds_;
  std::map<std::string, Stored> objects_;
  std::vector<Event> events_;
  std::vector<std::string> asked_, writes_;
  std::set<std::string> own_;
  std::int64_t version_ = 100, forgotten_ = 0;
  int next_uid_ = 1;
  std::atomic<int> requests_ = 0, in_flight_ = 0, most_in_flight_ = 0;
  std::atomic<bool> is_dead_ = false;
};

}  // namespace slipway::cluster::testing
