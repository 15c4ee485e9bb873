#include "cluster/members.h"

#include <mutex>
#include <optional>

#include "cluster/in_flight.h"

namespace slipway::cluster {

Result<Members, ApiFailure> members_of(Api& api, const std::vector<ApiResource>& kinds, const std::string& set_id) {
  std::mutex mutex;
  Members all;
  std::optional<ApiFailure> failure;
  each_at_once(kinds.size(), [&](std::size_t i) {
    const ApiResource& resource = kinds[i];
    auto pages = api.list_pages(resource, "", std::string(kPartOf) + "=" + set_id);
    const std::lock_guard lock(mutex);
    if (!pages) {
      if (pages.error().status != 404 && pages.error().status != 405 && !failure) failure = pages.error();
      return;
    }
    for (const doc::Document& page : *pages)
      for (const doc::Node& item : page.root()["items"].items()) {
        const doc::Node& metadata = item["metadata"];
        Member member{{resource.kind, resource.group, std::string(metadata["namespace"].text()),
                       std::string(metadata["name"].text())},
                      std::string(metadata["uid"].text()),
                      resource,
                      page,
                      &item};
        all.insert_or_assign(member.key, std::move(member));
      }
  });
  if (failure) return *failure;
  return all;
}

}  // namespace slipway::cluster
