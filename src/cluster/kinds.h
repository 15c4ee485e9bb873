#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/api.h"

namespace slipway::cluster {

/// What the server offers, asked at first use and kept. May be used by many threads.
class Kinds {
 public:
  explicit Kinds(Api& api) : api_(api) {}

  /// The kind as this version offers it ("apps/v1", "Deployment"); nullopt when what is known does not have it.
  Result<std::optional<ApiResource>, ApiFailure> known(std::string_view api_version, std::string_view kind);
  /// Its preferred version.
  Result<std::optional<ApiResource>, ApiFailure> known_group_kind(std::string_view group, std::string_view kind);
  Result<std::vector<ApiResource>, ApiFailure> all();
  /// Whether the group's own server did not answer: its kinds may be there all the same.
  bool is_silent(std::string_view group);
  /// Asks anew: CustomResourceDefinitions may have come.
  std::optional<ApiFailure> refresh();

 private:
  std::optional<ApiFailure> ask();  // REQUIRES: mutex_ held

  Api& api_;
  std::mutex mutex_;
  std::optional<std::vector<ApiResource>> offered_;
  std::vector<std::string> silent_groups_;
};

}  // namespace slipway::cluster
