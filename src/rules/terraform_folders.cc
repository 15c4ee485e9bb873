#include "rules/terraform_folders.h"

#include "subject/values_files.h"

namespace slipway::rules {

using subject::Subject;
using subject::TerraformItem;
using subject::TerraformText;

std::string folder_of(const SourceText& source) {
  return std::string(subject::folder_of(subject::plain_name(source.name())));
}

bool is_tfvars(const TerraformText& text) { return text.source->name().ends_with(".tfvars"); }

TerraformFolders terraform_folders(const Subject& subject) {
  TerraformFolders all;
  for (const TerraformText& text : subject.configurations()) {
    if (is_tfvars(text)) continue;
    TerraformFolder& folder = all[folder_of(*text.source)];
    folder.texts.push_back(&text);
    for (const TerraformItem& item : text.items) {
      if (!item.is_block) continue;
      const auto label = [&](std::size_t i) { return i < item.labels.size() ? item.labels[i] : std::string(); };
      if (item.name == "resource") folder.declared.insert(label(0) + "." + label(1));
      if (item.name == "data") folder.declared.insert("data." + label(0) + "." + label(1));
      if (item.name == "module") folder.declared.insert("module." + label(0));
      if (item.name == "variable") folder.declared.insert("var." + label(0));
      if (item.name == "locals")
        for (const TerraformItem& local : item.items) folder.declared.insert("local." + local.name);
      folder.is_whole |= item.name == "resource" || item.name == "module";
    }
  }
  for (const SourceText* text : subject.texts())
    if (text->name().ends_with(".tf.json")) all[folder_of(*text)].has_json = true;
  return all;
}

void walk(const TerraformItem& item, const std::function<void(const TerraformItem&)>& visit) {
  std::vector<const TerraformItem*> work = {&item};
  while (!work.empty()) {
    const TerraformItem& each = *work.back();
    work.pop_back();
    visit(each);
    for (auto inner = each.items.rbegin(); inner != each.items.rend(); ++inner) work.push_back(&*inner);
  }
}

bool is_of_terraform_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace slipway::rules
