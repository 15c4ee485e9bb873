#include "subject/terraform_names.h"

#include <map>
#include <string>
#include <string_view>

namespace slipway::subject {
namespace {

constexpr int kRounds = 8;               // of locals made of locals
constexpr std::size_t kLongest = 1000;   // of a string that others are put into
constexpr std::size_t kMostItems = 200;  // of an object that is put in place of its name

/// What names of one module stand for: "local.name", "var.region".
using Values = std::map<std::string, TerraformItem, std::less<>>;

/// "local.NAME" or "var.NAME" and nothing else.
bool is_name(std::string_view text) {
  const std::size_t start = text.starts_with("local.") ? 6 : text.starts_with("var.") ? 4 : 0;
  if (start == 0 || text.size() == start) return false;
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", start) ==
         std::string_view::npos;
}

bool is_number_or_boolean(std::string_view text) {
  return text == "true" || text == "false" ||
         (!text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool is_literal(const TerraformItem& item) {
  if (item.is_text) return item.text.find("${") == std::string::npos;
  return item.items.empty() && is_number_or_boolean(item.text);
}

/// Puts what is known into "${local.name}" of a string, or of the strings of a list. Whether there was anything.
bool fill(std::string& text, const Values& values) {
  if (text.size() > kLongest || text.find('\n') != std::string::npos) return false;
  bool is_changed = false;
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 1)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos || text.size() > kLongest) break;
    const auto found = values.find(std::string_view(text).substr(at + 2, end - at - 2));
    if (found == values.end() || !is_literal(found->second)) continue;
    const std::string& value = found->second.text;
    if (value.size() > kLongest || value.find_first_of("\"\n") != std::string::npos) continue;
    text.replace(at, end + 1 - at, value);
    is_changed = true;
  }
  return is_changed;
}

/// Whether anything was put in.
bool resolve(TerraformItem& item, const Values& values) {
  if (item.is_block || !item.items.empty()) return false;
  const auto found = item.is_text || !is_name(item.text) ? values.end() : values.find(item.text);
  if (found == values.end()) return fill(item.text, values);
  item.text = found->second.text;
  item.is_text = found->second.is_text;
  item.items = found->second.items;
  return true;
}

void resolve_all(std::vector<TerraformItem>& items, const Values& values) {
  std::vector<std::vector<TerraformItem>*> waiting = {&items};
  while (!waiting.empty()) {
    std::vector<TerraformItem>& some = *waiting.back();
    waiting.pop_back();
    for (TerraformItem& item : some) {
      resolve(item, values);
      if (!item.items.empty()) waiting.push_back(&item.items);
    }
  }
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

bool is_for_every_run(std::string_view path) {
  const std::string_view base = path.substr(folder_of(path).size());
  return base == "terraform.tfvars" || base.ends_with(".auto.tfvars");
}

void take(std::string name, const TerraformItem& item, Values& into) {
  if (is_literal(item) || (!item.items.empty() && item.items.size() <= kMostItems)) into[std::move(name)] = item;
}

Values values_of(const std::vector<TerraformText*>& module) {
  Values values;
  std::vector<TerraformItem> open;  // locals that name others
  for (const TerraformText* text : module)
    for (const TerraformItem& block : text->items) {
      if (!block.is_block) continue;
      if (block.name == "variable" && !block.labels.empty())
        if (const TerraformItem* value = block.find("default")) take("var." + block.labels[0], *value, values);
      if (block.name != "locals") continue;
      for (const TerraformItem& local : block.items) {
        take("local." + local.name, local, values);
        if (!local.is_block && local.items.empty() && !is_literal(local)) open.push_back(local);
      }
    }
  for (const TerraformText* text : module)
    if (is_for_every_run(text->source->name()))
      for (const TerraformItem& item : text->items)
        if (!item.is_block) {
          values.erase("var." + item.name);
          take("var." + item.name, item, values);
        }
  for (int round = 0; round < kRounds; ++round) {
    bool is_changed = false;
    for (TerraformItem& local : open)
      if (resolve(local, values)) {
        is_changed = true;
        take("local." + local.name, local, values);
      }
    if (!is_changed) break;
  }
  return values;
}

}  // namespace

void resolve_names(std::vector<TerraformText>& texts) {
  std::map<std::string_view, std::vector<TerraformText*>> modules;
  for (TerraformText& text : texts) modules[folder_of(text.source->name())].push_back(&text);
  for (const auto& [folder, module] : modules) {
    const Values values = values_of(module);
    if (values.empty()) continue;
    for (TerraformText* text : module) resolve_all(text->items, values);
  }
}

}  // namespace slipway::subject
