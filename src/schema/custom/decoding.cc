#include "schema/custom/decoding.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "base/quote.h"
#include "doc/json.h"
#include "doc/tree_builder.h"
#include "kube/decode/json_decoder.h"
#include "schema/custom/completion.h"
#include "schema/decode.h"

namespace slipway::schema::custom {
namespace {

using doc::Member;
using doc::Node;
using doc::TreeBuilder;

const kube::FieldType& object_meta_type() {
  static const kube::FieldType& type = *kube::FieldTrees::builtin().find("v1", "ConfigMap")->find("metadata")->use.type;
  return type;
}

bool is_type_or_metadata(std::string_view key) { return key == "apiVersion" || key == "kind" || key == "metadata"; }

const Structural* schema_for(std::string_view key, const Structural* schema) {
  if (!schema) return nullptr;
  if (const Property* property = schema->find(key)) return property->schema;
  return schema->additional;
}

class Decoder {
 public:
  Decoder(doc::Arena& arena, Decoded& out) : arena_(arena), out_(out) {}

  /// Drops what the schema does not know, and notes where it stood. `schema` may be null: nothing is known then.
  Node prune(const Node& node, const Structural* schema, bool is_resource) {
    if (schema && schema->preserve_unknown) return prune_known(node, *schema, is_resource);
    const std::size_t path_length = path_.size();
    if (node.is_list()) {
      return mapped_list(node, [&](const Node& item, std::size_t index) {
        path_ += "[" + std::to_string(index) + "]";
        const Node out = prune(item, schema ? schema->items : nullptr, false);
        path_.resize(path_length);
        return out;
      });
    }
    if (!node.is_map()) return node;
    std::vector<Member> kept;
    for (const Member& member : node.members()) {
      const std::string_view key = member.key.text();
      if (schema && (schema->embedded || is_resource) && is_type_or_metadata(key)) {
        kept.push_back(member);
        continue;
      }
      const bool is_known = schema && (schema->find(key) || schema->has_additional);
      step_into(key);
      if (is_known)
        kept.push_back({member.key, prune(member.value, schema_for(key, schema), false)});
      else if (!is_type_or_metadata(key) || path_length > 0)
        out_.unknown.push_back(path_);
      path_.resize(path_length);
    }
    return TreeBuilder::map_in(arena_, kept, node.where());
  }

  Node drop_nulls(const Node& node, const Structural* schema) {
    if (node.is_list())
      return mapped_list(
          node, [&](const Node& item, std::size_t) { return drop_nulls(item, schema ? schema->items : nullptr); });
    if (!node.is_map()) return node;
    std::vector<Member> kept;
    for (const Member& member : node.members()) {
      const Structural* below = schema_for(member.key.text(), schema);
      if (member.value.is_null() && below && !below->nullable && below->default_value.is_null()) continue;
      kept.push_back({member.key, drop_nulls(member.value, below)});
    }
    return TreeBuilder::map_in(arena_, kept, node.where());
  }

  /// Embedded resources: their type and metadata. False when one cannot be read.
  bool coerce(Node& node, const Structural* schema, const std::string& path) {
    if (!schema || !schema->has_embedded_below) return true;
    bool readable = true;
    if (node.is_list()) {
      node = mapped_list(node, [&](const Node& item, std::size_t index) {
        Node out = item;
        readable = readable && coerce(out, schema->items, fmt::format("{}[{}]", path, index));
        return out;
      });
      return readable;
    }
    if (!node.is_map()) return true;
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      const std::string_view key = member.key.text();
      Member out = member;
      const std::string below = path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
      if (schema->embedded && !coerce_type_or_metadata(out.value, key, below)) return false;
      const Property* property = schema->find(key);
      const std::string child = property ? below : fmt::format("{}[{}]", path, key);
      if (!coerce(out.value, property ? property->schema : schema->additional, child)) return false;
      members.push_back(out);
    }
    node = TreeBuilder::map_in(arena_, members, node.where());
    return true;
  }

  Node set_defaults(const Node& node, const Structural* schema) {
    if (!schema) return node;
    const auto standing_in = [](const Node& value, const Structural* below) {
      return value.is_null() && below && !below->nullable;
    };
    if (node.is_list()) {
      return mapped_list(node, [&](const Node& item, std::size_t) {
        const Node value = standing_in(item, schema->items) ? schema->items->default_value : item;
        return set_defaults(value, schema->items);
      });
    }
    if (!node.is_map()) return node;
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      const Property* property = schema->find(member.key.text());
      const Structural* below = property ? property->schema : schema->additional;
      Node value = member.value;
      if (standing_in(value, below) && (!property || !below->default_value.is_null()))
        value = placed(below->default_value, node.where(), arena_);
      members.push_back({member.key, set_defaults(value, below)});
    }
    for (const Property* property : schema->defaulted)
      if (!node.find(property->name))
        members.push_back(
            {TreeBuilder::string(property->name, node.where()),
             set_defaults(placed(property->schema->default_value, node.where(), arena_), property->schema)});
    return TreeBuilder::map_in(arena_, members, node.where());
  }

 private:
  /// Of an object that keeps what is not known: only what is known is looked at.
  Node prune_known(const Node& node, const Structural& schema, bool is_resource) {
    const std::size_t path_length = path_.size();
    if (node.is_list()) {
      if (!schema.items) return node;
      return mapped_list(node, [&](const Node& item, std::size_t index) {
        path_ += "[" + std::to_string(index) + "]";
        const Node out = prune_known(item, *schema.items, false);
        path_.resize(path_length);
        return out;
      });
    }
    if (!node.is_map()) return node;
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      const std::string_view key = member.key.text();
      members.push_back(member);
      if ((schema.embedded || is_resource) && is_type_or_metadata(key)) continue;
      const Property* property = schema.find(key);
      if (!property && !schema.has_additional) continue;
      step_into(key);
      members.back().value = prune(member.value, property ? property->schema : schema.additional, false);
      path_.resize(path_length);
    }
    return TreeBuilder::map_in(arena_, members, node.where());
  }

  bool coerce_type_or_metadata(Node& value, std::string_view key, const std::string& path) {
    if ((key == "apiVersion" || key == "kind") && !value.is_string()) {
      out_.error = fmt::format("{}: Invalid value: {}: must be a string", path, doc::canonical_json(value));
      return false;
    }
    if (key != "metadata") return true;
    const std::string error = metadata_error(value, path, unknown_metadata_);
    out_.unknown.insert(out_.unknown.end(), unknown_metadata_.begin(), unknown_metadata_.end());
    unknown_metadata_.clear();
    if (!error.empty()) {
      out_.error = fmt::format("{}: Invalid value: {}: {}", path,
                               value.is_string() ? go_quoted(value.text()) : doc::canonical_json(value), error);
      return false;
    }
    value = typed_metadata(value, arena_);
    return true;
  }

  template <class Change>
  Node mapped_list(const Node& node, Change change) {
    std::vector<Node> items;
    for (const Node& item : node.items()) items.push_back(change(item, items.size()));
    return TreeBuilder::list_in(arena_, items, node.where());
  }

  void step_into(std::string_view key) {
    if (!path_.empty()) path_ += '.';
    path_ += key;
  }

  doc::Arena& arena_;
  Decoded& out_;
  std::string path_;
  std::vector<std::string> unknown_metadata_;
};

}  // namespace

std::string metadata_error(const Node& metadata, const std::string& prefix, std::vector<std::string>& unknown) {
  if (fits(metadata, {&object_meta_type(), true})) return {};
  // Go writes it out again before it reads it: keys are sorted then.
  const kube::DecodeOutcome outcome = kube::unmarshal_strict(doc::canonical_json(metadata), object_meta_type());
  if (outcome.error) return *outcome.error;
  for (const std::string& error : outcome.strict_errors) {
    const std::size_t quote = error.find('"');
    unknown.push_back(fmt::format("{}.{}", prefix, error.substr(quote + 1, error.size() - quote - 2)));
  }
  return {};
}

Node typed_metadata(const Node& metadata, doc::Arena& arena) {
  const auto is_left_out = [](const Node& value) {
    return value.is_null() || (value.is_string() && value.text().empty()) || (!value.is_scalar() && value.size() == 0);
  };
  if (metadata.is_map() &&
      std::ranges::none_of(metadata.members(), [&](const Member& member) { return is_left_out(member.value); }))
    return metadata;
  std::vector<Member> kept;
  for (const Member& member : metadata.members())
    if (!is_left_out(member.value)) kept.push_back(member);
  return TreeBuilder::map_in(arena, kept, metadata.where());
}

Decoded decode(const Node& object, const Structural& schema, doc::Arena& arena) {
  Decoded out;
  Decoder decoder(arena, out);
  const Node* metadata = object.find("metadata");
  if (metadata) {
    out.error = metadata_error(*metadata, "metadata", out.unknown);
    if (!out.error.empty()) return out;
  }
  const auto sort_from = [&](std::size_t first) {
    std::sort(out.unknown.begin() + static_cast<std::ptrdiff_t>(first), out.unknown.end());
  };
  const std::size_t of_metadata = out.unknown.size();
  out.object = decoder.prune(object, &schema, true);
  sort_from(of_metadata);
  out.object = decoder.drop_nulls(out.object, &schema);
  const std::size_t before_embedded = out.unknown.size();
  if (!decoder.coerce(out.object, &schema, "")) return out;
  sort_from(before_embedded);
  if (metadata) {
    std::vector<Member> members(out.object.members().begin(), out.object.members().end());
    bool found = false;
    for (Member& member : members)
      if (member.key.text() == "metadata") {
        member.value = typed_metadata(*metadata, arena);
        found = true;
      }
    if (!found) members.push_back({TreeBuilder::string("metadata", object.where()), typed_metadata(*metadata, arena)});
    out.object = TreeBuilder::map_in(arena, members, object.where());
  }
  out.object = decoder.set_defaults(out.object, &schema);
  return out;
}

}  // namespace slipway::schema::custom
