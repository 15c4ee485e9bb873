#include "subject/unread_templates.h"

#include <algorithm>
#include <set>

#include "subject/sort.h"

namespace slipway::subject {

bool has_unread_templates(const Subject& subject) {
  std::set<const SourceText*> read;
  const SourceText* last = nullptr;
  const auto take = [&](const SourceText* source) {
    if (source != last) read.insert(source);
    last = source;
  };
  for (const kube::Object& object : subject.objects()) take(object.node->where().source);
  for (const doc::Document& file : subject.yaml_files()) take(file.source());
  return std::ranges::any_of(subject.texts(), [&](const SourceText* text) {
    return !read.contains(text) && (text->name().ends_with(".yaml") || text->name().ends_with(".yml")) &&
           text->text().find("{{") != std::string::npos && sort_of(text->name(), text->text()) == Sort::Manifest;
  });
}

}  // namespace slipway::subject
