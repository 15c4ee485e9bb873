#include "spec/additions/edited_texts.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "doc/yaml.h"
#include "spec/additions/ids.h"

namespace slipway::spec::additions {
namespace {

struct File {
  const SourceText* source;
  doc::Document document;  // of the text as edited so far
  std::string text;
};

/// How many steps of the path are there, written out: a null is not.
std::size_t steps_there(const doc::Node& root, const doc::YamlPath& path) {
  const doc::Node* node = &root;
  std::size_t steps = 0;
  for (const auto& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      node = node->find(*key);
    } else {
      const auto index = std::get<std::size_t>(step);
      node = index < node->items().size() ? &node->items()[index] : nullptr;
    }
    if (!node || node->is_null()) break;
    ++steps;
  }
  return steps;
}

Result<std::string, doc::EditError> made(const File& file, const Edit& edit) {
  const doc::YamlPlace place{file.text};
  const bool is_there = steps_there(file.document.root(), edit.place) == edit.place.size();
  if (!edit.key.empty()) {
    if (is_there) return doc::add_member(place, edit.place, edit.key, edit.value);
    return doc::put_value(place, edit.place, doc::Map{{edit.key, edit.value}});
  }
  if (is_there) return doc::add_items(place, edit.place, *edit.value.list());
  return doc::put_value(place, edit.place, edit.value);
}

/// The place in the file as it is read: edits that came before may have moved it.
SourceRange place_of(const File& file, const Edit& edit) {
  const auto unedited = made({file.source, file.document, file.source->text()}, edit);
  if (unedited || !unedited.error().at) return SourceRange{file.source};
  const std::string_view before = std::string_view(file.source->text()).substr(0, *unedited.error().at);
  const auto line = std::ranges::count(before, '\n');
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1: the first line
  return {file.source, file.source->first_line() + static_cast<int>(line), static_cast<int>(before.size() - begin) + 1,
          0};
}

}  // namespace

std::vector<EditedText> edited_texts(const Platform& platform, std::span<const Edit> edits, Diagnostics& diagnostics) {
  std::vector<File> files;  // those that count first
  const auto add = [&](const doc::Document& document) {
    files.push_back({document.source(), document, document.source()->text()});
  };
  add(platform.document);
  for (auto file = platform.included.rbegin(); file != platform.included.rend(); ++file) add(*file);
  for (const Edit& edit : edits) {
    File* best = nullptr;
    std::size_t most = 0;
    for (File& file : files)
      if (const auto steps = steps_there(file.document.root(), edit.place); !best || steps > most) {
        best = &file;
        most = steps;
      }
    auto text = made(*best, edit);
    if (!text) {
      const std::string what =
          edit.key.empty() ? doc::to_string(edit.place) : doc::to_string(edit.place) + "." + edit.key;
      diagnostics.error(id::kNotSafe, place_of(*best, edit),
                        printable(fmt::format("cannot add {}: {}", what, text.error().message)),
                        "edit the file by hand");
      return {};
    }
    best->text = std::move(text).value();
    Diagnostics unheard;
    best->document =
        doc::read_yaml_document(std::make_shared<const SourceText>(best->source->name(), best->text), unheard);
  }
  std::vector<EditedText> changed;
  for (File& file : files)
    if (file.text != file.source->text())
      changed.push_back({file.source->name(), file.source->text(), std::move(file.text)});
  return changed;
}

}  // namespace slipway::spec::additions
