#include "spec/read_struct.h"

#include <fmt/core.h>

#include <map>
#include <set>
#include <utility>

#include "spec/ids.h"
#include "spec/platform.h"
#include "spec/read_scalar.h"
#include "spec/say.h"

namespace slipway::spec {
namespace {

template <class T>
T& at(void* slot) {
  return *static_cast<T*>(slot);
}

Located<std::string> name_of(const doc::Node& key) {
  Located<std::string> name(std::string(key.text()));
  name.where = key.where();
  name.written = true;
  return name;
}

/// What the files say about one field, in their order; a written null says nothing.
std::vector<Layer> layers_of(const Field& field, std::span<const Layer> layers) {
  std::vector<Layer> found;
  for (const Layer& layer : layers)
    for (const doc::Member& member : layer.node->members()) {
      const bool same =
          member.key.text() == field.name || (!field.also_written.empty() && member.key.text() == field.also_written);
      if (same && !member.value.is_null()) found.push_back({&member.value, member.key.where(), layer.file});
    }
  return found;
}

/// One step down the path that diagnostics show.
class Step {
 public:
  Step(std::string& path, std::string_view name) : path_(path), length_(path.size()) {
    if (!path.empty() && !name.starts_with('[')) path += '.';
    path += name.substr(0, 80);
  }
  ~Step() { path_.resize(length_); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  std::string& path_;
  std::size_t length_;
};

class Reader {
 public:
  Reader(std::string_view path, const FileOrder& order, Diagnostics& diagnostics)
      : path_(path), order_(order), diagnostics_(diagnostics) {}

  void read(const StructType& type, void* owner, std::span<const Layer> layers) {
    const SourceRange where = layers.empty() ? SourceRange{} : layers.back().where;
    place(type, owner, where);
    std::set<std::string, std::less<>> meant;  // fields behind mistyped names: not missing as well
    for (const Layer& layer : layers)
      for (const doc::Member& member : layer.node->members())
        if (!type.find(member.key.text()))
          meant.insert(say::unknown_field(type, path_, *layer.node, member, diagnostics_));
    for (const Field& field : type.fields) {
      const auto values = layers_of(field, layers);
      if (values.empty() && field.required && !meant.contains(field.name))
        diagnostics_.error(id::kMissing, where,
                           fmt::format("{} needs the field {}", path_.empty() ? type.name : path_, field.name),
                           fmt::format("add {}: {}", field.name, field.doc));
      if (values.empty()) continue;
      const Step step(path_, field.name);
      read_field(field, static_cast<char*>(owner) + field.offset, values);
    }
  }

 private:
  static void place(const StructType& type, void* owner, SourceRange where) {
    *reinterpret_cast<SourceRange*>(static_cast<char*>(owner) + type.where_offset) = where;
  }

  void read_field(const Field& field, void* slot, std::span<const Layer> layers) {
    switch (field.kind) {
      case FieldKind::StringMap:
        return text_map(field, at<TextMap>(slot), layers);
      case FieldKind::QuantityMap:
        return quantities(field, at<Named<Located<kube::Quantity>>>(slot), layers);
      case FieldKind::ComponentList:
        return components(field, at<std::vector<ComponentUse>>(slot), layers);
      case FieldKind::Struct:
      case FieldKind::OptionalStruct:
        return structure(field, field.access.add(slot, {}), layers);
      case FieldKind::StructMap:
        return struct_map(field, slot, layers);
      default:
        break;
    }
    for (const Layer& layer : layers) {
      const doc::Node& node = *layer.node;
      switch (field.kind) {
        case FieldKind::String:
          read_text(field, path_, node, at<Text>(slot), diagnostics_);
          break;
        case FieldKind::Integer:
          read_number(field, path_, node, at<Number>(slot), diagnostics_);
          break;
        case FieldKind::Boolean:
          read_flag(field, path_, node, at<Flag>(slot), diagnostics_);
          break;
        case FieldKind::Choice:
          read_word(field, path_, node, slot, diagnostics_);
          break;
        case FieldKind::Native:
          if (node.kind() == field.native)
            at<const doc::Node*>(slot) = &node;
          else
            refuse(field, node);
          break;
        case FieldKind::StringList:
          at<Texts>(slot).clear();
          for_each_item(field, node, [&](const doc::Node& item) {
            Text value;
            if (read_text(field, path_, item, value, diagnostics_)) at<Texts>(slot).push_back(std::move(value));
          });
          break;
        case FieldKind::ChoiceList:
          field.access.clear(slot);
          for_each_item(field, node, [&](const doc::Node& item) { read_word(field, path_, item, slot, diagnostics_); });
          break;
        case FieldKind::StructList:
          field.access.clear(slot);
          for_each_item(field, node, [&](const doc::Node& item) {
            const Layer one{&item, item.where(), layer.file};
            structure(field, field.access.add(slot, {}), {&one, 1});
          });
          break;
        default:
          break;
      }
    }
  }

  /// The struct's map, or its short form.
  void structure(const Field& field, void* owner, std::span<const Layer> layers) {
    const StructType& type = field.nested();
    std::vector<Layer> maps;
    for (const Layer& layer : layers) {
      if (layer.node->is_map()) {
        maps.push_back(layer);
      } else if (type.read_short && layer.node->is_scalar() && !layer.node->is_null()) {
        maps.clear();
        place(type, owner, layer.where);
        type.read_short(owner, path_, *layer.node, diagnostics_);
      } else {
        say::wrong_type(field, path_, say::expected_struct(field), *layer.node, diagnostics_);
      }
    }
    if (!maps.empty()) read(type, owner, maps);
  }

  void struct_map(const Field& field, void* slot, std::span<const Layer> layers) {
    struct Entry {
      std::vector<Layer> layers;
      Located<std::string> name;
    };
    std::vector<Entry> entries;
    for_each_named(
        field, layers, [&](const doc::Member& member, std::size_t file, const Layer* before, std::size_t& index) {
          if (!before) {
            index = entries.size();
            entries.emplace_back();
          } else if (!order_.may_refine(file, before->file)) {
            say::twice(fmt::format("{}.{}", path_, member.key.text()), member.key.where(), before->where, diagnostics_);
          }
          entries[index].name = name_of(member.key);
          entries[index].layers.push_back({&member.value, member.key.where(), file});
        });
    for (Entry& entry : entries) {
      const Step step(path_, entry.name.value);
      void* owner = field.access.add(slot, entry.name);
      // An entry of which nothing is said has all defaults.
      if (std::erase_if(entry.layers, [](const Layer& layer) { return layer.node->is_null(); }) > 0 &&
          entry.layers.empty()) {
        static const doc::Document kNothing;
        const Layer nothing{&kNothing.root(), entry.name.where, 0};
        read(field.nested(), owner, {&nothing, 1});
      } else {
        structure(field, owner, entry.layers);
      }
    }
  }

  void text_map(const Field& field, TextMap& map, std::span<const Layer> layers) {
    for_each_named(field, layers, [&](const doc::Member& member, std::size_t, const Layer*, std::size_t& index) {
      const Step step(path_, member.key.text());
      Text value;
      if (member.value.is_scalar() && !member.value.is_string() && !field.format) {
        // Labels, tags and variables are strings whatever they look like: 1.30 is "1.30", yes is "yes".
        value.value = member.value.is_null() ? "" : std::string(member.value.text());
        value.where = member.value.where();
        value.written = true;
      } else if (!read_text(field, path_, member.value, value, diagnostics_)) {
        return;
      }
      put(map, member.key, std::move(value), index);
    });
  }

  void quantities(const Field& field, Named<Located<kube::Quantity>>& map, std::span<const Layer> layers) {
    Field quantity_field;
    quantity_field.format = &format::kQuantity;
    for_each_named(field, layers, [&](const doc::Member& member, std::size_t, const Layer*, std::size_t& index) {
      const Step step(path_, member.key.text());
      Text written;
      if (!read_text(quantity_field, path_, member.value, written, diagnostics_)) return;
      Located<kube::Quantity> value(kube::Quantity::parse(written.value).value());
      value.where = written.where;
      value.written = true;
      put(map, member.key, std::move(value), index);
    });
  }

  void components(const Field& field, std::vector<ComponentUse>& uses, std::span<const Layer> layers) {
    std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> seen;  // name: index, file
    for (const Layer& layer : layers)
      for_each_item(field, *layer.node, [&](const doc::Node& item) {
        auto use = component(field, item);
        if (!use) return;
        const auto [entry, is_new] = seen.try_emplace(use->name.value, uses.size(), layer.file);
        if (is_new) return uses.push_back(*std::move(use));
        auto& [index, file] = entry->second;
        if (layer.file == file || !order_.may_refine(layer.file, file))
          say::twice("component " + use->name.value, use->name.where, uses[index].name.where, diagnostics_);
        file = layer.file;
        if (!use->options) use->options = uses[index].options;
        uses[index] = *std::move(use);
      });
  }

  std::optional<ComponentUse> component(const Field& field, const doc::Node& item) {
    ComponentUse use;
    if (item.is_string()) {
      use.name = name_of(item);
      return use;
    }
    if (!item.is_map() || item.size() == 0) {
      say::wrong_type(field, path_, "a component's name, or a name with options", item, diagnostics_);
      return std::nullopt;
    }
    if (item.size() > 1) {
      const doc::Node& second = item.members()[1].key;
      diagnostics_.error(
          id::kWrongType, second.where(),
          fmt::format("each item of {} is one component, found {} in the same item", path_, say::found(second)),
          "indent it to make it an option, or start it with a dash");
      return std::nullopt;
    }
    const doc::Member& member = item.members().front();
    use.name = name_of(member.key);
    if (member.value.is_map())
      use.options = &member.value;
    else if (!member.value.is_null())
      say::wrong_type(field, path_, "a map of options", member.value, diagnostics_);
    return use;
  }

  template <class T>
  static void put(Named<T>& map, const doc::Node& key, T value, std::size_t& index) {
    if (index >= map.entries.size()) {
      index = map.entries.size();
      map.entries.emplace_back();
    }
    map.entries[index] = {name_of(key), std::move(value)};
  }

  /// Members of maps in all layers. `before` is what an earlier layer said under that name, `index` what the visitor
  /// set when it met the name first.
  template <class Visit>
  void for_each_named(const Field& field, std::span<const Layer> layers, const Visit& visit) {
    struct Seen {
      Layer layer;
      std::size_t index = static_cast<std::size_t>(-1);
    };
    std::map<std::string, Seen, std::less<>> seen;
    for (const Layer& layer : layers) {
      if (!layer.node->is_map()) {
        refuse(field, *layer.node);
        continue;
      }
      for (const doc::Member& member : layer.node->members()) {
        if (field.names)
          if (const auto error = field.names->check(member.key.text()))
            say::malformed(path_, *field.names, member.key.text(), member.key, *error, diagnostics_);
        const auto [entry, is_new] = seen.try_emplace(std::string(member.key.text()));
        visit(member, layer.file, is_new ? nullptr : &entry->second.layer, entry->second.index);
        entry->second.layer = {&member.value, member.key.where(), layer.file};
      }
    }
  }

  template <class Visit>
  void for_each_item(const Field& field, const doc::Node& node, const Visit& visit) {
    if (!node.is_list()) return field.one_or_list ? visit(node) : refuse(field, node);
    if (field.least && static_cast<std::int64_t>(node.size()) < *field.least)
      diagnostics_.error(id::kOutOfRange, node.where(),
                         fmt::format("{} has {} items, but needs {} or more", path_, node.size(), *field.least));
    std::size_t index = 0;
    for (const doc::Node& item : node.items()) {
      const Step step(path_, fmt::format("[{}]", index++));
      visit(item);
    }
  }

  void refuse(const Field& field, const doc::Node& node) {
    say::wrong_type(field, path_, say::expectation(field), node, diagnostics_);
  }

  std::string path_;
  const FileOrder& order_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_struct(const StructType& type, void* owner, std::string_view path, std::span<const Layer> layers,
                 const FileOrder& order, Diagnostics& diagnostics) {
  std::vector<Layer> maps;
  for (const Layer& layer : layers)
    if (layer.node->is_map() || layer.node->is_null()) maps.push_back(layer);
  Reader(path, order, diagnostics).read(type, owner, maps);
}

}  // namespace slipway::spec
