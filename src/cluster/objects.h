#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cluster/api.h"

namespace slipway::cluster {

enum class Propagation { Background, Foreground };

/// Deletes one object; only the one of this UID, if one is given. True: it was there. False: it was not (or another is
/// there by now). Tried again as GETs are.
Result<bool, ApiFailure> delete_object(Api& api, const ApiResource& resource, std::string_view ns,
                                       std::string_view name, Propagation propagation = Propagation::Background,
                                       std::string_view uid = {});

/// What a container has printed so far, the last `bytes` of it at most. "": its only container.
Result<std::string, ApiFailure> pod_log(Api& api, std::string_view ns, std::string_view pod,
                                        std::string_view container = {}, std::int64_t bytes = 1 << 20);

/// Waits until the server says that it is ready (/readyz), as long as `milliseconds` and until `stop` says so.
std::optional<ApiFailure> wait_until_up(Api& api, std::int64_t milliseconds, const std::function<bool()>& stop = {});

}  // namespace slipway::cluster
