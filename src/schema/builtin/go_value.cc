#include "schema/builtin/go_value.h"

#include "base/quote.h"
#include "doc/json.h"

namespace slipway::schema::builtin {
namespace {

/// What omitempty leaves out.
bool is_zero(const doc::Node& value) {
  switch (value.kind()) {
    case doc::Kind::String:
      return value.text().empty();
    case doc::Kind::Bool:
      return !value.boolean();
    case doc::Kind::Int:
      return value.integer() == 0;
    default:
      return value.is_null() || (!value.is_scalar() && value.size() == 0);
  }
}

void print(const doc::Node& node, const GoField& field, std::string& out) {
  if (node.is_null()) {
    out += field.absent;
  } else if (field.fields.empty()) {
    out += doc::canonical_json(node);
  } else if (node.is_list()) {
    char before = '[';
    for (const doc::Node& item : node.items()) {
      out += before;
      out += go_struct(item, field.fields);
      before = ',';
    }
    out += before == '[' ? "[]" : "]";
  } else {
    out += go_struct(node, field.fields);
  }
}

}  // namespace

std::string go_struct(const doc::Node& node, std::span<const GoField> fields) {
  std::string out;
  char before = '{';
  for (const GoField& field : fields) {
    const doc::Node& value = node[field.key];
    if (field.absent.empty() && is_zero(value)) continue;
    out += before;
    out += json_quoted(field.name);
    out += ':';
    print(value, field, out);
    before = ',';
  }
  return out + (before == '{' ? "{}" : "}");
}

}  // namespace slipway::schema::builtin
