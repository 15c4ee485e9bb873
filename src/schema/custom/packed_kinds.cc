#include <cassert>
#include <map>
#include <vector>

#include "base/text.h"
#include "doc/json.h"
#include "schema/custom/kind.h"

extern "C" {
extern const char slipway_schema_crds_begin;
extern const char slipway_schema_crds_end;
}

namespace slipway::schema::custom {
namespace {

doc::Document parsed(std::string_view line) {
  Diagnostics diagnostics;
  doc::Document out = doc::read_json(std::make_shared<SourceText>("crds.jsonl", std::string(line)), diagnostics);
  assert(diagnostics.all().empty());
  return out;
}

/// The kinds of one file: a line of the packed form.
struct Group {
  doc::Document document;
  std::unique_ptr<SchemaSource> schemas;
};

CustomKind read_kind(const doc::Node& kind, const doc::Node& version, SchemaSource& schemas) {
  CustomKind out;
  out.api_version = std::string(kind["group"].text()) + "/" + std::string(version["name"].text());
  out.kind = kind["kind"].text();
  out.scope = kind["scope"].text() == "Namespaced" ? Scope::Namespaced : Scope::Cluster;
  const doc::Node& status = version["statusSubresource"];
  out.has_status_subresource = status.kind() == doc::Kind::Bool && status.boolean();
  if (const doc::Node& scale = version["scale"]; scale.is_map())
    out.scale = {scale["specReplicasPath"].text(), scale["statusReplicasPath"].text(),
                 scale["labelSelectorPath"].text()};
  out.schema = schemas.read(version["schema"]);
  return out;
}

}  // namespace

struct PackedKinds::State {
  std::vector<std::string_view> lines;
  doc::Document index;  // {"GROUP/VERSION": {"KIND": line}}
  std::map<std::int64_t, Group> groups;
  std::map<std::string, std::map<std::string, CustomKind, std::less<>>, std::less<>> kinds;  // those asked for

  Group& group(std::int64_t line) {
    Group& out = groups[line];
    if (out.schemas) return out;
    out.document = parsed(lines[static_cast<std::size_t>(line)]);
    out.schemas = std::make_unique<SchemaSource>(out.document, out.document.root()["schemas"]);
    return out;
  }
};

PackedKinds::PackedKinds() : state_(std::make_unique<State>()) {
  const std::string_view text(&slipway_schema_crds_begin,
                              static_cast<std::size_t>(&slipway_schema_crds_end - &slipway_schema_crds_begin));
  state_->lines = split(text, '\n');
  state_->index = parsed(state_->lines[0]);
}

PackedKinds::~PackedKinds() = default;

bool PackedKinds::knows(std::string_view api_version, std::string_view kind) const {
  return !state_->index.root()[api_version][kind].is_null();
}

std::vector<std::pair<std::string_view, std::string_view>> PackedKinds::names() const {
  std::vector<std::pair<std::string_view, std::string_view>> out;
  for (const doc::Member& version : state_->index.root().members())
    for (const doc::Member& kind : version.value.members()) out.emplace_back(version.key.text(), kind.key.text());
  return out;
}

const CustomKind* PackedKinds::find(std::string_view api_version, std::string_view kind) {
  if (const auto of_version = state_->kinds.find(api_version); of_version != state_->kinds.end())
    if (const auto known = of_version->second.find(kind); known != of_version->second.end()) return &known->second;
  const doc::Node& line = state_->index.root()[api_version][kind];
  if (line.is_null()) return nullptr;
  Group& group = state_->group(line.integer());
  const std::string_view name = api_version.substr(api_version.find('/') + 1),
                         group_name = api_version.substr(0, api_version.find('/'));
  for (const doc::Node& one : group.document.root()["kinds"].items()) {
    if (one["kind"].text() != kind || one["group"].text() != group_name) continue;
    for (const doc::Node& version : one["versions"].items())
      if (version["name"].text() == name)
        return &state_->kinds[std::string(api_version)]
                    .emplace(std::string(kind), read_kind(one, version, *group.schemas))
                    .first->second;
  }
  return nullptr;
}

}  // namespace slipway::schema::custom
