#include "model/collection.h"

#include <string>

#include "doc/value.h"
#include "kube/object.h"

namespace slipway::model {
namespace {

constexpr int kDeepestList = 8;  // lists in lists: nobody needs more than one

bool is_list(const doc::Node& node) { return node["kind"].text().ends_with("List") && node["items"].is_list(); }

bool is_object(const doc::Node& node) {
  const doc::Node& metadata = node["metadata"];
  return !node["apiVersion"].text().empty() && !node["kind"].text().empty() &&
         (!metadata["name"].text().empty() || !metadata["generateName"].text().empty());
}

}  // namespace

bool Collection::add(doc::Document document, Strangers strangers, Diagnostics& diagnostics) {
  const std::size_t before = objects_.size();
  documents_.push_back(document);
  add_objects(document.root(), 0, strangers, diagnostics);
  return objects_.size() > before || is_list(document.root());
}

void Collection::add_objects(const doc::Node& node, int depth, Strangers strangers, Diagnostics& diagnostics) {
  if (is_list(node)) {
    if (depth == kDeepestList) {
      diagnostics.error("KUBE006", node.where(), "too many lists inside one another", "put the objects into one list");
      return;
    }
    const std::string kind(node["kind"].text().substr(0, node["kind"].text().size() - 4));
    for (const doc::Node& item : node["items"].items()) {
      if (item.is_null()) continue;
      if (kind.empty() || !item.is_map() || !item["kind"].text().empty()) {
        add_objects(item, depth + 1, Strangers::Refused, diagnostics);
        continue;
      }
      doc::Map completed(item);  // as the API itself writes lists
      completed.set("kind", kind);
      completed.set("apiVersion", std::string(node["apiVersion"].text()));
      documents_.push_back(doc::freeze(doc::Value(std::move(completed)), item.where()));
      add_objects(documents_.back().root(), depth + 1, Strangers::Refused, diagnostics);
    }
    return;
  }
  if (is_object(node)) {
    objects_.push_back(&node);
    return;
  }
  if (strangers == Strangers::PassedOver) return;
  if (node.is_map())
    kube::read_object(node, diagnostics);  // says what is missing
  else
    diagnostics.error("KUBE006", node.where(), "this is no Kubernetes object",
                      "say apiVersion, kind and metadata.name");
}

void Collection::drop(std::string_view kind) {
  std::erase_if(objects_, [&](const doc::Node* object) { return (*object)["kind"].text() == kind; });
}

}  // namespace slipway::model
