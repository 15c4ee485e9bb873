#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/percent.h"
#include "cluster/api.h"

namespace slipway::cluster {

namespace {

constexpr std::int64_t kPage = 500;
constexpr std::size_t kMostPages = 10'000;  // of 500: more than any cluster bears
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kMetadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

std::size_t take_items(const std::vector<doc::Document>& pages, const std::function<void(const doc::Node&)>& take) {
  std::size_t count = 0;
  for (const doc::Document& page : pages)
    for (const doc::Node& item : page.root()["items"].items()) {
      take(item);
      ++count;
    }
  return count;
}

}  // namespace

bool ApiResource::can(std::string_view verb) const { return std::ranges::find(verbs, verb) != verbs.end(); }

std::string ApiResource::path(std::string_view ns, std::string_view name) const {
  std::string path = group.empty() ? "/api/" + version : "/apis/" + group + "/" + version;
  if (is_namespaced && !ns.empty()) path += "/namespaces/" + percent_escaped(ns);
  path += "/" + resource;
  if (!name.empty()) path += "/" + percent_escaped(name);
  return path;
}

Result<std::vector<doc::Document>, ApiFailure> Api::list_pages(const ApiResource& resource, std::string_view ns,
                                                               std::string_view label_selector) {
  return list_pages_as(resource, ns, label_selector, kJson);
}

Result<std::vector<doc::Document>, ApiFailure> Api::list_pages_as(const ApiResource& resource, std::string_view ns,
                                                                  std::string_view label_selector,
                                                                  std::string_view accept) {
  std::vector<doc::Document> pages;
  std::string token;
  for (bool began_again = false, is_over = false; !is_over;) {
    std::string query = fmt::format("?limit={}", kPage);
    if (!label_selector.empty()) query += "&labelSelector=" + percent_escaped(label_selector);
    if (!token.empty()) query += "&continue=" + percent_escaped(token);
    auto page = get_as(resource.path(ns) + query, accept);
    if (!page) {
      if (page.error().status != 410 || began_again) return page.error();
      // The token is older than what the server remembers: what was read would not go with what comes.
      began_again = true;
      pages.clear();
      token.clear();
      continue;
    }
    const std::string before = std::exchange(token, std::string(page->root()["metadata"]["continue"].text()));
    is_over = token.empty();
    if (!is_over && (token == before || pages.size() >= kMostPages))
      return ApiFailure{200, "Malformed", access_.server + " gives a list of " + resource.resource + " without an end",
                        "is the kubeconfig's server an API server, or does a proxy stand between?"};
    pages.push_back(std::move(page).value());
  }
  return pages;
}

Result<std::size_t, ApiFailure> Api::list(const ApiResource& resource, std::string_view ns,
                                          std::string_view label_selector,
                                          const std::function<void(const doc::Node&)>& take) {
  const auto pages = list_pages(resource, ns, label_selector);
  if (!pages) return pages.error();
  return take_items(*pages, take);
}

Result<std::size_t, ApiFailure> Api::list_metadata(const ApiResource& resource, std::string_view ns,
                                                   std::string_view label_selector,
                                                   const std::function<void(const doc::Node&)>& take) {
  const auto pages = list_pages_as(resource, ns, label_selector, kMetadata);
  if (!pages) return pages.error();
  return take_items(*pages, take);
}

Result<std::vector<ApiResource>, ApiFailure> Api::discover(std::vector<std::string>* silent_groups) {
  std::vector<ApiResource> all;
  for (const char* where : {"/api", "/apis"}) {
    auto prepared = prepare("GET", where);
    if (!prepared) return prepared.error();
    io::HttpRequest request = std::move(prepared).value();
    for (io::Header& header : request.headers)
      if (header.name == "Accept")
        header.value = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const auto answer = read(exchange(std::move(request), Retry::WhenBusy));
    if (!answer) return answer.error();
    const doc::Node& root = answer->document.root();
    if (root["kind"].text() != "APIGroupDiscoveryList")
      return ApiFailure{200, "Malformed",
                        access_.server + " does not tell what it serves as Kubernetes 1.30 and later do",
                        "is the kubeconfig's server an API server, and of 1.30 or later?"};
    for (const doc::Node& group : root["items"].items()) {
      const std::string_view group_name = group["metadata"]["name"].text();
      std::map<std::string_view, std::size_t> known;  // of an earlier, preferred version: where in `all`
      for (const doc::Node& version : group["versions"].items()) {
        if (version["freshness"].text() == "Stale" && silent_groups) silent_groups->emplace_back(group_name);
        for (const doc::Node& resource : version["resources"].items()) {
          const std::string_view name = resource["resource"].text();
          if (const auto [at, is_new] = known.emplace(name, all.size()); !is_new) {
            all[at->second].versions.emplace_back(version["version"].text());
            continue;
          }
          ApiResource one{std::string(group_name),
                          std::string(version["version"].text()),
                          std::string(name),
                          std::string(resource["responseKind"]["kind"].text()),
                          resource["scope"].text() == "Namespaced",
                          {},
                          {std::string(version["version"].text())}};
          for (const doc::Node& verb : resource["verbs"].items()) one.verbs.emplace_back(verb.text());
          all.push_back(std::move(one));
        }
      }
    }
  }
  return all;
}

}  // namespace slipway::cluster
