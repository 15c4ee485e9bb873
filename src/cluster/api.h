#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/kubeconfig.h"
#include "doc/node.h"
#include "io/clock.h"
#include "io/http.h"
#include "io/process.h"

namespace slipway::cluster {

/// Why the API server did not do what it was asked.
struct ApiFailure {
  int status = 0;       // of HTTP; 0: no answer came
  std::string reason;   // its word for it: "Forbidden", "NotFound", "Conflict"
  std::string message;  // what it says
  std::string fix;      // what is likely to help; "" when nobody knows
  /// What exactly, where it says so: {"FieldManagerConflict", "conflict with \"kubectl\"", ".spec.replicas"}.
  struct Cause {
    std::string reason, message, field;
  };
  std::vector<Cause> causes = {};
};

/// A kind as the server offers it.
struct ApiResource {
  std::string group, version, resource, kind;  // "apps", "v1", "deployments", "Deployment"
  bool is_namespaced = false;
  std::vector<std::string> verbs;
  std::vector<std::string> versions = {};  // all that are served, the preferred one first

  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
  bool can(std::string_view verb) const;
  /// "/apis/apps/v1/namespaces/ml/deployments"; no namespace: those of all.
  std::string path(std::string_view ns = {}, std::string_view name = {}) const;
};

/// The doors that talking to an API server takes.
struct Doors {
  io::Files& files;
  io::Http& http;
  io::Processes& processes;
  io::Clock& clock;
};

/// What the server said, and with which status of HTTP.
struct Answer {
  int status = 0;
  doc::Document document;
  std::vector<std::string> warnings = {};
};

/// One API server. May be used by many threads. GETs are tried again when nothing answers or the server says that it is
/// busy (429, 500, 502, 503, 504): five times in all, about 10 s, or as long as Retry-After says; credentials of a
/// plugin or a token source are renewed when they end, or once when they are refused.
class Api {
 public:
  Api(Access access, Doors doors);

  const Access& access() const { return access_; }
  io::Clock& clock() const { return doors_.clock; }

  /// For changes that must survive a server that is away: whatever may be asked twice is tried again for this long,
  /// with pauses of 0.5, 1, 2, 4, 5, 5 … s. It is spent once: of a server that has been away for as long, the next
  /// request is told so at once, until it answers again, be it that it is busy, or nobody has asked it for 10 s.
  /// REQUIRES: before any request.
  void be_patient(std::int64_t milliseconds) { patience_ = milliseconds; }
  /// Asked at least each 200 ms of a pause and about each second of a stream; once it is true nothing is tried again.
  /// REQUIRES: before any request.
  void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }
  bool is_stopped() const { return stop_ && stop_(); }

  Result<doc::Document, ApiFailure> get(const std::string& path_and_query);
  /// POST, PUT, PATCH, DELETE: sent once, except when the server says that it did not take it up (429).
  Result<doc::Document, ApiFailure> send(const std::string& method, const std::string& path_and_query,
                                         const std::string& body, const std::string& content_type);
  /// The same for what may be asked twice with one result (server-side apply; a DELETE that names a UID): tried again
  /// as GETs are. A PATCH also when the object was changed meanwhile (409 that is no conflict of fields) and when a
  /// webhook, the namespace or the service account is only just coming or going.
  Result<Answer, ApiFailure> send_again(const std::string& method, const std::string& path_and_query,
                                        const std::string& body, const std::string& content_type);
  /// An answer that is text: a pod's log.
  Result<std::string, ApiFailure> text(const std::string& path_and_query);
  /// A GET without an end (watch): each line goes to `take` until that says false, `ends_at` (milliseconds of the
  /// clock) has come, or stop_when() says so; none of these is a failure. Not tried again: the caller knows from where.
  Result<bool, ApiFailure> stream(const std::string& path_and_query, std::int64_t ends_at,
                                  const std::function<bool(std::string_view line)>& take,
                                  const std::function<bool()>& stop = {});
  /// Each object of a list, page by page (500 at a time; from the start again when a page's token is too old), and how
  /// many they are. Nothing is taken of a list that cannot be read to its end.
  Result<std::size_t, ApiFailure> list(const ApiResource& resource, std::string_view ns,
                                       std::string_view label_selector,
                                       const std::function<void(const doc::Node&)>& take);
  /// The same as its pages, whose objects stand in `items`.
  Result<std::vector<doc::Document>, ApiFailure> list_pages(const ApiResource& resource, std::string_view ns,
                                                            std::string_view label_selector);
  /// As list(), but only the metadata of each is sent: of Secrets nothing that is secret.
  Result<std::size_t, ApiFailure> list_metadata(const ApiResource& resource, std::string_view ns,
                                                std::string_view label_selector,
                                                const std::function<void(const doc::Node&)>& take);
  /// The preferred version of each kind that the server offers. Groups whose own server does not answer are missing
  /// and named in `silent_groups`.
  Result<std::vector<ApiResource>, ApiFailure> discover(std::vector<std::string>* silent_groups = nullptr);

 private:
  struct Proof {  // of who we are
    std::string token;
    std::string certificate, key;
    std::int64_t until = 0;  // milliseconds; 0: it does not say
  };
  enum class Retry { Never, WhenBusy, WhenUnsettled };
  Result<doc::Document, ApiFailure> get_as(const std::string& path_and_query, std::string_view accept);
  Result<std::vector<doc::Document>, ApiFailure> list_pages_as(const ApiResource& resource, std::string_view ns,
                                                               std::string_view label_selector,
                                                               std::string_view accept);
  bool renews() const { return access_.credentials.exec.has_value() || access_.credentials.token_source; }
  static bool is_of(const Proof& proof, const io::HttpRequest& request);
  static void put(const Proof& proof, io::HttpRequest& request);
  Result<io::HttpRequest, ApiFailure> prepare(const std::string& method, const std::string& path_and_query);
  Result<Proof, ApiFailure> prove(const io::HttpRequest* refused);  // nullptr: none was
  Result<Proof, ApiFailure> ask_plugin() const;
  ApiFailure failure_of(const io::HttpResponse& response) const;
  ApiFailure no_answer(const Failure& failure) const;
  ApiFailure web_page() const;
  Result<io::HttpResponse, ApiFailure> exchange(io::HttpRequest request, Retry retry);
  Result<Answer, ApiFailure> change(const std::string& method, const std::string& path_and_query,
                                    const std::string& body, const std::string& content_type, Retry retry);
  Result<Answer, ApiFailure> read(const Result<io::HttpResponse, ApiFailure>& response) const;
  void pause(std::int64_t milliseconds);

  Access access_;
  Doors doors_;
  std::int64_t patience_ = 0;                 // 0: five tries
  std::atomic<std::int64_t> away_since_ = 0;  // since then nothing has answered; 0: it answered last
  std::atomic<std::int64_t> asked_last_ = 0;  // when, as away_since_, nothing answered
  std::atomic<bool> was_let_in_ = false;
  std::function<bool()> stop_;
  std::mutex mutex_;
  std::optional<Proof> proof_;
};

}  // namespace slipway::cluster
