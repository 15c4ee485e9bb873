#include "kube/object.h"

#include <fmt/core.h>

#include "kube/objects/fields.h"

namespace slipway::kube {
namespace {

constexpr int kDeepestList = 8;  // lists in lists: nobody needs more than one

struct ListKind {
  std::string api_version, kind;  // of its items, where they do not say; "" for a plain List
};

/// Whether the object is a list of objects.
bool is_list(const Object& object) { return object.kind.ends_with("List") && object.node->find("items") != nullptr; }

Object read_with_defaults(const doc::Node& node, const ListKind& otherwise, Diagnostics& diagnostics) {
  const Fields fields(node, diagnostics);
  const Fields meta = fields.map("metadata");
  Object out{.api_version = fields.text_or("apiVersion", otherwise.api_version),
             .kind = fields.text_or("kind", otherwise.kind),
             .ns = meta.text("namespace"),
             .name = meta.text("name"),
             .generate_name = meta.text("generateName"),
             .labels = meta.labels("labels"),
             .annotations = meta.labels("annotations"),
             .node = &node};
  if (!node.is_map()) return out;
  const auto is_missing = [&](std::string_view what, std::string fix) {
    diagnostics.error("KUBE006", node.where(), fmt::format("this object has no {}", what), std::move(fix));
  };
  if (out.api_version.empty()) is_missing("apiVersion", "say which: v1, apps/v1, …");
  if (out.kind.empty()) is_missing("kind", "say which: Pod, Deployment, …");
  if (!out.kind.empty() && out.name.empty() && out.generate_name.empty() && !is_list(out))
    is_missing("name", "add metadata.name");
  return out;
}

void collect(const doc::Node& node, const ListKind& otherwise, int depth, std::vector<Object>& out,
             Diagnostics& diagnostics) {
  Object object = read_with_defaults(node, otherwise, diagnostics);
  if (!is_list(object)) {
    if (node.is_map()) out.push_back(std::move(object));
    return;
  }
  if (depth == kDeepestList) {
    diagnostics.error("KUBE006", node.where(), "too many lists inside one another", "put the objects into one list");
    return;
  }
  ListKind items;
  if (object.kind != "List") items = {object.api_version, object.kind.substr(0, object.kind.size() - 4)};
  for (const doc::Node& item : Fields(node, diagnostics).items("items")) {
    if (!item.is_null()) collect(item, items, depth + 1, out, diagnostics);
  }
}

}  // namespace

std::string ObjectKey::to_string() const {
  return fmt::format("{}{}{}/{}/{}", kind, group.empty() ? "" : ".", group, ns, name);
}

std::string_view Object::group() const {
  const std::string_view whole = api_version;
  const std::size_t slash = whole.find('/');
  return slash == whole.npos ? "" : whole.substr(0, slash);
}

std::string_view Object::version() const {
  const std::string_view whole = api_version;
  return whole.substr(whole.find('/') + 1);
}

Object read_object(const doc::Node& node, Diagnostics& diagnostics) {
  return read_with_defaults(node, {}, diagnostics);
}

std::vector<Object> read_objects(const doc::Node& root, Diagnostics& diagnostics) {
  std::vector<Object> out;
  if (!root.is_null()) collect(root, {}, 0, out, diagnostics);
  return out;
}

}  // namespace slipway::kube
