#pragma once

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
};

/// A kind as the server offers it.
struct ApiResource {
  std::string group, version, resource, kind;  // "apps", "v1", "deployments", "Deployment"
  bool is_namespaced = false;
  std::vector<std::string> verbs;

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

/// One API server. May be used by many threads. GETs are tried again when nothing answers or the server says that it is
/// busy (429, 500, 502, 503, 504): five times in all, about 10 s, or as long as Retry-After says; credentials of a
/// plugin are renewed when they end, or once when they are refused.
class Api {
 public:
  Api(Access access, Doors doors);

  const Access& access() const { return access_; }

  Result<doc::Document, ApiFailure> get(const std::string& path_and_query);
  /// POST, PUT, PATCH, DELETE: sent once, except when the server says that it did not take it up (429).
  Result<doc::Document, ApiFailure> send(const std::string& method, const std::string& path_and_query,
                                         const std::string& body, const std::string& content_type);
  /// Each object of a list, page by page (500 at a time; from the start again when a page's token is too old). False
  /// from `take` ends it.
  Result<std::size_t, ApiFailure> list(const ApiResource& resource, std::string_view ns,
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
  Result<io::HttpRequest, ApiFailure> prepare(const std::string& method, const std::string& path_and_query);
  Result<Proof, ApiFailure> ask_plugin(bool anew);
  Result<doc::Document, ApiFailure> exchange(io::HttpRequest request, int tries);

  Access access_;
  Doors doors_;
  std::mutex mutex_;
  std::optional<Proof> proof_;
};

}  // namespace slipway::cluster
