#include "spec/field_places.h"

#include <map>

#include "spec/root.h"

namespace slipway::spec {
namespace {

using Places = std::map<std::string, std::vector<std::string>, std::less<>>;

void collect(const StructType& type, const std::string& place, Places& places) {
  for (const Field& field : type.fields) {
    std::string at = place.empty() ? field.name : place + "." + field.name;
    places[field.name].push_back(at);
    if (!field.nested) continue;
    if (field.kind == FieldKind::StructMap) at += ".<name>";
    if (field.kind == FieldKind::StructList) at += "[]";
    collect(field.nested(), at, places);
  }
}

}  // namespace

std::vector<std::string> field_places(std::string_view name) {
  static const Places places = [] {
    Places all;
    collect(type_of(static_cast<const Root*>(nullptr)), "", all);
    return all;
  }();
  const auto found = places.find(name);
  return found == places.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace slipway::spec
