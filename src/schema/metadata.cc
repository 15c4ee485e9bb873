#include "schema/metadata.h"

#include <fmt/core.h>

#include <algorithm>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "doc/json.h"
#include "doc/tree_builder.h"

namespace slipway::schema {
namespace {

std::string_view text_of(const doc::Node& node) { return node.is_string() ? node.text() : std::string_view(); }

/// The references, each once; nothing when none is repeated.
std::optional<std::vector<doc::Node>> owners_once(const doc::Node& owners) {
  if (owners.size() < 2) return std::nullopt;
  std::vector<doc::Node> kept;
  std::set<std::string> seen;  // they hold texts and booleans alone: equal ones have equal texts
  for (const doc::Node& owner : owners.items())
    if (seen.insert(doc::canonical_json(owner)).second) kept.push_back(owner);
  if (kept.size() == owners.size()) return std::nullopt;
  return kept;
}

void drop_repeated_owners(doc::Draft& meta) {
  if (const auto kept = owners_once(meta["ownerReferences"]))
    meta.set("ownerReferences", meta.list_of(*kept, meta["ownerReferences"]));
}

void set_namespace(doc::Draft& meta, Scope scope, std::string_view requested) {
  const std::string_view space = text_of(meta["namespace"]);
  if (scope == Scope::Cluster)
    meta.remove("namespace");
  else if (space.empty())
    meta.set("namespace", requested);
}

}  // namespace

namespace {

/// What the server sets itself, or drops.
bool is_replaced(std::string_view key, Scope scope, std::int64_t generation) {
  constexpr std::string_view kServerOwned[] = {
      "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "resourceVersion", "selfLink", "uid"};
  return std::ranges::binary_search(kServerOwned, key) || (key == "namespace" && scope == Scope::Cluster) ||
         (key == "generation" && generation > 0);
}

}  // namespace

void begin_metadata(doc::Draft& object, Scope scope, std::int64_t generation) {
  const doc::Node sent = object["metadata"];
  const SourceRange where = sent.is_map() ? sent.where() : object.node().where();
  doc::Arena& arena = object.arena();
  constexpr std::size_t kMostAdded = 6;
  auto* members = arena.take_array<doc::Member>(sent.size() + kMostAdded);
  std::size_t count = 0;
  const auto add = [&](const doc::Member& member) { new (members + count++) doc::Member(member); };
  const auto add_text = [&](std::string_view key, std::string_view text) {
    add({doc::TreeBuilder::string(key, where), doc::TreeBuilder::string(text, where)});
  };
  for (const doc::Member& member : sent.members()) {
    const std::string_view key = member.key.text();
    const bool is_unset = (key == "namespace" || key == "name") && text_of(member.value).empty();
    if (is_unset || is_replaced(key, scope, generation)) continue;
    add(member);
    if (key != "ownerReferences") continue;
    if (const auto kept = owners_once(member.value))
      members[count - 1].value = doc::TreeBuilder::list_in(arena, *kept, member.value.where());
  }
  if (scope == Scope::Namespaced && text_of(sent["namespace"]).empty()) add_text("namespace", "default");
  add_text("creationTimestamp", kCreationTimestamp);
  add_text("uid", kUid);
  add_text("resourceVersion", "1");
  if (generation > 0)
    add({doc::TreeBuilder::string("generation", where),
         doc::TreeBuilder::integer(object.text(std::to_string(generation)).text(), where)});
  const std::string_view prefix = text_of(sent["generateName"]);
  constexpr std::size_t kLongestPrefix = 58;
  if (!prefix.empty() && text_of(sent["name"]).empty())
    add({doc::TreeBuilder::string("name", where),
         object.text(fmt::format("{}x7k2p", prefix.substr(0, kLongestPrefix)))});
  object.set("metadata", doc::TreeBuilder::map_in(arena, {members, count}, where));
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
