#include "spec/field_places.h"

#include <map>

#include "base/text.h"
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

void collect_other_names(const StructType& type, const std::string& place, std::vector<OtherName>& names) {
  for (const Field& field : type.fields)
    for (const std::string_view word : field.known_as) names.push_back({word, place + field.name});
  for (const Field& field : type.fields)
    if (field.nested && field.kind != FieldKind::StructMap && field.kind != FieldKind::StructList)
      collect_other_names(field.nested(), place + field.name + ".", names);
}

}  // namespace

std::vector<OtherName> other_names_in_entry(std::string_view place) {
  const StructType* type = &type_of(static_cast<const Root*>(nullptr));
  const StructType* entry = nullptr;
  bool is_name = false;
  for (const std::string_view step : split(place, '.')) {
    if (is_name) {
      is_name = false;
      entry = type;
      continue;
    }
    const Field* field = type->find(step);
    if (!field || !field->nested) break;
    type = &field->nested();
    is_name = field->kind == FieldKind::StructMap;
  }
  std::vector<OtherName> names;
  if (entry) collect_other_names(*entry, "", names);
  return names;
}

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
