#include "ops/tagged.h"

#include <fmt/core.h>

#include <set>

namespace slipway::ops {

Tags read_tags(const doc::Node& tags) {
  Tags read;
  for (const doc::Node& pair : tags.items()) read[std::string(pair["Key"].text())] = pair["Value"].text();
  for (const auto& [key, value] : tags.members()) read[std::string(key.text())] = value.text();
  return read;
}

cloud::CallFailure endless_pages(std::string_view service, std::string_view operation) {
  return {200, "", fmt::format("{} {}: its pages have no end", service, operation),
          "what stands between here and AWS? AWS_ENDPOINT_URL, a proxy"};
}

cloud::CallFailure stopped_searching() { return {0, "", "stopped while searching by tag", ""}; }

Result<std::vector<Tagged>, cloud::CallFailure> find_tagged(cloud::Aws& aws, const std::string& key,
                                                            const std::string& value,
                                                            const std::function<bool()>& stop) {
  using doc::List, doc::Map;
  std::vector<Tagged> all;
  std::string token;
  std::set<std::string> tokens;  // a page that leads back to one before would be asked for for ever
  do {
    if (stop && stop()) return stopped_searching();
    Map asked{{"TagFilters", List{Map{{"Key", key}, {"Values", List{value}}}}}, {"ResourcesPerPage", 100}};
    if (!token.empty()) asked.set("PaginationToken", token);
    const auto page = aws.call("resourcegroupstaggingapi", "GetResources", asked);
    if (!page) return page.error();
    for (const doc::Node& item : page->root()["ResourceTagMappingList"].items())
      all.push_back({std::string(item["ResourceARN"].text()), read_tags(item["Tags"])});
    token = page->root()["PaginationToken"].text();
    if (!token.empty() && !tokens.insert(token).second)
      return endless_pages("resourcegroupstaggingapi", "GetResources");
  } while (!token.empty());
  return all;
}

}  // namespace slipway::ops
