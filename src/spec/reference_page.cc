#include "spec/reference_page.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "spec/root.h"
#include "spec/rows.h"

namespace slipway::spec {
namespace {

constexpr std::string_view kIntroduction = R"(# platform.yaml

Generated from the rows in `src/spec` (`./dev golden` rewrites it). `slipway schema` prints the same as JSON Schema, for
completion in editors.

A platform is one file (or several, see `include`). Everything omitted has the default given here; `slipway init` writes
a commented start.

```yaml
apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata:
  name: example
spec:
  aws: {region: us-west-2}
  nodeGroups:
    system: {instanceTypes: [m7i.large], min: 2, max: 4, taints: [CriticalAddonsOnly]}
  nodePools:
    gpu: {families: [g5, g6], capacity: [spot, onDemand], limits: {nvidia.com/gpu: 8}, taints: [nvidia.com/gpu]}
  components: [nvidia-device-plugin, metrics-server]
```

How values are written:

- A key without a value (`components:` with nothing behind it) is as good as absent.
- Kubernetes' own forms where Kubernetes has one: quantities (`500m`, `16Gi`), durations (`30s`, `5m`, `1h30m`), counts or
  percentages (`1`, `10%`), cron schedules.
- A version is a string: write it in quotes, as 1.30 would be the number 1.3 to other readers.
- Maps from names (`nodePools`, `queues` …) keep the order in which they are written. What refers to an entry uses its
  name.
- `native` passes through as it is to the Kubernetes or AWS field that is named.
- Environment variables and templates are no part of it: generate the file, or include others. One thing is put in, when
  it is applied: `${aws_TYPE.NAME.ATTRIBUTE}` in a text (the `env` of a workload, values of a chart, a manifest) is what
  AWS says of a resource that the platform makes, such as `${aws_sqs_queue.prompts.url}` of `queues.prompts`;
  `slipway plan --details` names them, and one that the platform does not make is an error (CMP009).

)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string link(const StructType& type) { return fmt::format("[{}](#{})", type.name, ascii_lower(type.name)); }

std::string text_type(const Field& field) {
  std::vector<std::string> names;
  for (const Word& word : field.words) names.push_back(fmt::format("`{}`", word.text));
  std::string text = join(names, ", ");
  if (field.format) text += (text.empty() ? "" : " or ") + std::string(field.format->name);
  return text.empty() ? "string" : text;
}

std::string type_text(const Field& field) {
  const std::string one = field.one_or_list ? "one or " : "";
  switch (field.kind) {
    case FieldKind::String:
    case FieldKind::Choice:
      return text_type(field);
    case FieldKind::Integer:
      return "integer";
    case FieldKind::Boolean:
      return "boolean";
    case FieldKind::StringList:
    case FieldKind::ChoiceList:
      return one + "list of " + text_type(field);
    case FieldKind::StringMap:
      return "map of strings";
    case FieldKind::QuantityMap:
      return "map of quantities";
    case FieldKind::Native:
      return field.native == doc::Kind::List ? "native list" : "native map";
    case FieldKind::ComponentList:
      return "list of [names](components.md), each with or without options";
    case FieldKind::Struct:
    case FieldKind::OptionalStruct:
      return link(field.nested());
    case FieldKind::StructList:
      return one + "list of " + link(field.nested());
    case FieldKind::StructMap:
      return "map of " + link(field.nested());
  }
  return "";
}

std::string range_text(const Field& field) {
  if (field.kind != FieldKind::Integer) return field.least ? fmt::format(" At least {}.", *field.least) : "";
  if (!field.only.empty()) {
    std::vector<std::string> numbers;
    for (const auto number : field.only) numbers.push_back(std::to_string(number));
    return " One of " + join(numbers, ", ") + ".";
  }
  if (field.least && field.most) return fmt::format(" {} to {}.", *field.least, *field.most);
  return field.least && *field.least > 0 ? fmt::format(" At least {}.", *field.least) : "";
}

struct Section {
  const StructType* type;
  std::vector<std::string> places;
};

/// Sections in the order in which a reader of the file meets them, each struct once.
void collect(const StructType& type, const std::string& place, std::vector<Section>& sections) {
  const auto known = std::ranges::find(sections, &type, &Section::type);
  if (known != sections.end()) {
    if (known->places.size() < 4) known->places.push_back(place);
    return;
  }
  sections.push_back({&type, {place}});
  for (const Field& field : type.fields) {
    if (!field.nested) continue;
    std::string below = place.empty() ? field.name : place + "." + field.name;
    if (field.kind == FieldKind::StructMap) below += ".<name>";
    if (field.kind == FieldKind::StructList) below += "[]";
    collect(field.nested(), below, sections);
  }
}

}  // namespace

std::string field_row(const Field& field) {
  std::string meaning = field.doc + range_text(field);
  std::vector<std::string> words;
  for (const Word& word : field.words)
    if (!word.doc.empty()) words.push_back(fmt::format("`{}`: {}", word.text, word.doc));
  if (!words.empty()) meaning += " " + join(words, "; ") + ".";
  std::string value = field.required ? "**required**" : "";
  if (!field.required && !field.default_text.empty())
    value = field.default_in_words ? escaped(field.default_text) : fmt::format("`{}`", escaped(field.default_text));
  return fmt::format("| `{}` | {} | {} | {} |\n", field.name, type_text(field), value, escaped(meaning));
}

std::string struct_section(const StructType& type, const std::string& places) {
  std::string text = fmt::format("## {}\n\n", type.name);
  if (!places.empty()) text += "At " + places + ". ";
  text += type.doc + "\n\n";
  if (!type.short_form.empty()) text += "Short form: " + type.short_form + ".\n\n";
  text += kFieldTableHead;
  for (const Field& field : type.fields) text += field_row(field);
  return text;
}

std::vector<const StructType*> structs_below(const StructType& type) {
  std::vector<Section> sections;
  collect(type, "", sections);
  std::vector<const StructType*> all;
  for (const auto& section : sections)
    if (section.type != &type) all.push_back(section.type);
  return all;
}

std::string reference_page() {
  std::vector<Section> sections;
  collect(type_of(static_cast<const Root*>(nullptr)), "", sections);
  std::string page(kIntroduction);
  for (const auto& [type, places] : sections) {
    std::vector<std::string> quoted;
    for (const auto& place : places)
      if (!place.empty()) quoted.push_back("`" + place + "`");
    page += struct_section(*type, join(quoted, ", "));
    page += "\n";
  }
  page.pop_back();
  return page;
}

}  // namespace slipway::spec
