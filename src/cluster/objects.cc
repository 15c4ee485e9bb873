#include "cluster/objects.h"

#include "doc/json.h"

namespace slipway::cluster {

namespace {

const char* word_of(Propagation propagation) {
  switch (propagation) {
    case Propagation::Background:
      return "Background";
    case Propagation::Foreground:
      return "Foreground";
  }
  return "";
}

}  // namespace

Result<bool, ApiFailure> delete_object(Api& api, const ApiResource& resource, std::string_view ns,
                                       std::string_view name, Propagation propagation, std::string_view uid) {
  doc::Map options{{"kind", "DeleteOptions"}, {"apiVersion", "v1"}, {"propagationPolicy", word_of(propagation)}};
  if (!uid.empty()) options.set("preconditions", doc::Map{{"uid", uid}});
  const auto answer =
      api.send_again("DELETE", resource.path(ns, name),
                     doc::write_json(doc::Value(std::move(options)), doc::JsonLayout::Compact), "application/json");
  if (answer) return true;
  if (answer.error().status == 404) return false;
  // A conflict of a DELETE with a UID is the precondition: another object has the name by now.
  if (answer.error().status == 409 && !uid.empty()) return false;
  return answer.error();
}

Result<std::string, ApiFailure> pod_log(Api& api, std::string_view ns, std::string_view pod, std::string_view container,
                                        std::int64_t bytes) {
  const ApiResource pods{"", "v1", "pods", "Pod", true, {}};
  // `limitBytes` would cut the end off, where the verdict stands: lines are limited by number, and bytes here.
  std::string query = "/log?tailLines=10000";
  if (!container.empty()) query += "&container=" + std::string(container);
  auto text = api.text(pods.path(ns, pod) + query);
  if (!text) return text;
  const auto size = static_cast<std::size_t>(bytes);
  return text->size() <= size ? *text : text->substr(text->size() - size);
}

std::optional<ApiFailure> wait_until_up(Api& api, std::int64_t milliseconds, const std::function<bool()>& stop) {
  const std::int64_t ends = api.clock().now() + milliseconds;
  while (true) {
    const auto answer = api.text("/readyz");
    if (answer) return std::nullopt;
    const int status = answer.error().status;
    const bool may_come = status == 0 ? answer.error().reason == "Unreachable" : status == 429 || status >= 500;
    if (!may_come || api.is_stopped() || (stop && stop()) || api.clock().now() + 1000 > ends) return answer.error();
    api.clock().sleep(1000);
  }
}

}  // namespace slipway::cluster
