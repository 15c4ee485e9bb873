#include "subject/terraform_names.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "subject/values_files.h"

namespace slipway::subject {
namespace {

constexpr int kRounds = 8;               // of locals made of locals
constexpr std::size_t kLongest = 1000;   // of a string that others are put into
constexpr std::size_t kMostItems = 200;  // of an object that is put in place of its name
constexpr int kDeepest = 16;             // of objects put into one another
// What a module may grow by, in bytes: so much for each byte of it, and this to begin with.
constexpr std::size_t kGrowth = 16, kLeastGrowth = 256 * 1024;

/// A value, and how many bytes it takes in the place of its name.
struct Value {
  TerraformItem item;
  std::size_t size = 0;
};

/// What names of one module stand for ("local.name", "var.region"), and how much may still be put in.
struct Values {
  std::map<std::string, Value, std::less<>> by_name;
  std::size_t left = 0;

  const Value* find(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : &found->second;
  }
};

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
    const Value* found = values.find(std::string_view(text).substr(at + 2, end - at - 2));
    if (!found || !is_literal(found->item)) continue;
    const std::string& value = found->item.text;
    if (value.size() > kLongest || value.find_first_of("\"\n") != std::string::npos) continue;
    text.replace(at, end + 1 - at, value);
    is_changed = true;
  }
  return is_changed;
}

/// The value that an item names and nothing else; nullptr when it is none, or no longer may be put in.
const Value* value_of(const TerraformItem& item, const Values& values) {
  if (item.is_block || item.is_text || !item.items.empty() || !is_name(item.text)) return nullptr;
  const Value* found = values.find(item.text);
  return found && found->size <= values.left ? found : nullptr;
}

void put(const Value& value, TerraformItem& into, Values& values) {
  values.left -= value.size;
  into.text = value.item.text;
  into.is_text = value.item.is_text;
  into.items = value.item.items;
}

/// Whether anything was put into a local.
bool resolve(TerraformItem& local, Values& values) {
  if (const Value* value = value_of(local, values)) {
    put(*value, local, values);
    return true;
  }
  return local.items.empty() && fill(local.text, values);
}

/// Puts values in place of names in all items. What was put in is looked at too, but no name inside of itself.
class Expansion {
 public:
  explicit Expansion(Values& values) : values_(values) {}

  void resolve_all(std::vector<TerraformItem>& items) {
    waiting_ = {{&items, kNone}};
    while (!waiting_.empty()) {
      const auto [some, inside_of] = waiting_.back();
      waiting_.pop_back();
      for (TerraformItem& item : *some) resolve_one(item, inside_of);
    }
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  /// A name whose value was put in, and the one inside of whose value that stood.
  struct Put {
    std::string name;
    std::size_t inside_of;
  };

  void resolve_one(TerraformItem& item, std::size_t inside_of) {
    if (const Value* value = value_of(item, values_)) {
      if (!may_put(item.text, inside_of)) return;
      if (!value->item.items.empty()) {
        puts_.push_back({item.text, inside_of});
        inside_of = puts_.size() - 1;
      }
      put(*value, item, values_);
    } else if (!item.is_block && item.items.empty()) {
      fill(item.text, values_);
    }
    if (!item.items.empty()) waiting_.emplace_back(&item.items, inside_of);
  }

  bool may_put(std::string_view name, std::size_t inside_of) const {
    int depth = 0;
    for (; inside_of != kNone; inside_of = puts_[inside_of].inside_of)
      if (puts_[inside_of].name == name || ++depth >= kDeepest) return false;
    return true;
  }

  Values& values_;
  std::vector<std::pair<std::vector<TerraformItem>*, std::size_t>> waiting_;
  std::vector<Put> puts_;
};

std::size_t size_of(const TerraformItem& item) {
  std::size_t size = 0;
  std::vector<const TerraformItem*> waiting = {&item};
  while (!waiting.empty()) {
    const TerraformItem& one = *waiting.back();
    waiting.pop_back();
    size += one.text.size();
    for (const TerraformItem& inner : one.items) {
      size += sizeof(TerraformItem) + inner.name.size();
      waiting.push_back(&inner);
    }
  }
  return size;
}

bool is_for_every_run(std::string_view path) {
  const std::string_view base = path.substr(folder_of(path).size());
  return base == "terraform.tfvars" || base.ends_with(".auto.tfvars");
}

void take(std::string name, const TerraformItem& item, Values& into) {
  if (is_literal(item) || (!item.items.empty() && item.items.size() <= kMostItems))
    into.by_name[std::move(name)] = {item, size_of(item)};
}

Values values_of(const std::vector<TerraformText*>& module) {
  Values values;
  values.left = kLeastGrowth;
  for (const TerraformText* text : module) values.left += kGrowth * text->source->text().size();
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
          values.by_name.erase("var." + item.name);
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
    Values values = values_of(module);
    if (values.by_name.empty()) continue;
    Expansion expansion(values);
    for (TerraformText* text : module) expansion.resolve_all(text->items);
  }
}

}  // namespace slipway::subject
