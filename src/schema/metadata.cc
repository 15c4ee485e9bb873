#include "schema/metadata.h"

#include <fmt/core.h>

#include <set>
#include <string>
#include <vector>

#include "doc/json.h"

namespace slipway::schema {
namespace {

std::string_view text_of(const doc::Node& node) { return node.is_string() ? node.text() : std::string_view(); }

void drop_repeated_owners(doc::Draft& meta) {
  const auto owners = meta["ownerReferences"].items();
  if (owners.size() < 2) return;
  std::vector<doc::Node> kept;
  std::set<std::string> seen;  // they hold texts and booleans alone: equal ones have equal texts
  for (const doc::Node& owner : owners)
    if (seen.insert(doc::canonical_json(owner)).second) kept.push_back(owner);
  if (kept.size() < owners.size()) meta.set("ownerReferences", meta.list_of(kept, meta["ownerReferences"]));
}

void set_namespace(doc::Draft& meta, Scope scope, std::string_view requested) {
  const std::string_view space = text_of(meta["namespace"]);
  if (scope == Scope::Cluster)
    meta.remove("namespace");
  else if (space.empty())
    meta.set("namespace", requested);
}

}  // namespace

void begin_metadata(doc::Draft& object, Scope scope) {
  object.in_new("metadata", [&](doc::Draft& meta) {
    drop_repeated_owners(meta);
    set_namespace(meta, scope, "default");
    for (const char* field : {"deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"}) meta.remove(field);
    meta.set("creationTimestamp", kCreationTimestamp);
    meta.set("uid", kUid);
    const std::string_view prefix = text_of(meta["generateName"]);
    constexpr std::size_t kLongestPrefix = 58;
    if (!prefix.empty() && text_of(meta["name"]).empty())
      meta.set("name", fmt::format("{}x7k2p", prefix.substr(0, kLongestPrefix)));
  });
}

std::string target_mismatch(doc::Draft& object, const doc::Node& old, Scope scope) {
  const doc::Node& old_meta = old["metadata"];
  std::string mismatch;
  object.in_new("metadata", [&](doc::Draft& meta) {
    const std::string_view space = text_of(meta["namespace"]), old_space = text_of(old_meta["namespace"]);
    const std::string_view name = text_of(meta["name"]), old_name = text_of(old_meta["name"]);
    if (scope == Scope::Namespaced && !space.empty() && space != old_space) {
      mismatch = "the namespace of the provided object does not match the namespace sent on the request";
    } else if (name.empty()) {
      mismatch =
          fmt::format("the name of the object ({} based on URL) was undeterminable: name must be provided", old_name);
    } else if (name != old_name) {
      mismatch = fmt::format("the name of the object ({}) does not match the name on the URL ({})", name, old_name);
    } else {
      set_namespace(meta, scope, old_space);
      if (text_of(meta["resourceVersion"]).empty()) meta.set("resourceVersion", text_of(old_meta["resourceVersion"]));
      drop_repeated_owners(meta);
    }
  });
  return mismatch;
}

void keep_generation(doc::Draft& object, const doc::Node& old) {
  object.in_new("metadata", [&](doc::Draft& meta) {
    const doc::Node& generation = old["metadata"]["generation"];
    if (generation.is_null())
      meta.remove("generation");
    else
      meta.set("generation", generation);
  });
}

void keep_system_fields(doc::Draft& object, const doc::Node& old) {
  const doc::Node& old_meta = old["metadata"];
  object.in_new("metadata", [&](doc::Draft& meta) {
    if (text_of(meta["uid"]).empty()) meta.set("uid", old_meta["uid"]);
    for (const char* field : {"creationTimestamp", "deletionTimestamp"})
      if (!old_meta[field].is_null()) meta.set(field, old_meta[field]);
    const doc::Node& grace = old_meta["deletionGracePeriodSeconds"];
    if (!grace.is_null()) meta.set_default("deletionGracePeriodSeconds", grace);
  });
}

}  // namespace slipway::schema
