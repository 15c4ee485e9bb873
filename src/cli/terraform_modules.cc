#include "cli/terraform_modules.h"

#include <set>
#include <string>

#include "io/files.h"
#include "subject/terraform_text.h"
#include "subject/values_files.h"

namespace slipway::cli {
namespace {

constexpr std::size_t kMaxFiles = 1000;

/// For a pattern in which it means only itself.
std::string escaped(std::string_view folder) {
  std::string out;
  for (const char c : folder) {
    const bool is_special = c == '*' || c == '?' || c == '[';
    out += is_special ? std::string{'[', c, ']'} : std::string{c};
  }
  return out;
}

}  // namespace

std::vector<std::shared_ptr<const SourceText>> rest_of_modules(
    Session& session, std::span<const std::shared_ptr<const SourceText>> given) {
  std::vector<std::shared_ptr<const SourceText>> rest, unread;
  std::set<std::string> known, folders;
  for (const auto& source : given)
    if (source->name().ends_with(".tf") || source->name().ends_with(".tfvars")) unread.push_back(source);
  if (unread.empty()) return rest;
  for (const auto& source : given) known.insert(subject::plain_name(source->name()));
  const auto look_into = [&](std::string_view folder) {  // with its slash
    if (!folders.insert(subject::plain_name(folder)).second) return;
    for (const char* kind : {"*.tf", "*.tf.json"}) {
      const auto files = session.files.glob(escaped(folder) + kind);
      if (!files) continue;
      for (const std::string& file : files.value()) {
        if (rest.size() >= kMaxFiles || !known.insert(subject::plain_name(file)).second) continue;
        auto text = session.files.read(file);
        if (!text) continue;
        const std::string name = std::string(folder) + file.substr(file.rfind('/') + 1);
        rest.push_back(std::make_shared<const SourceText>(name, std::move(text).value()));
        if (file.ends_with(".tf")) unread.push_back(rest.back());
      }
    }
  };
  while (!unread.empty()) {
    const auto source = unread.back();
    unread.pop_back();
    look_into(subject::folder_of(source->name()));
    const subject::TerraformText text = subject::read_terraform_text(source);
    for (const subject::TerraformItem* module : text.blocks("module"))
      if (const std::string_view path = (*module)["source"]; path.starts_with("./") || path.starts_with("../"))
        look_into(io::beside(source->name(), std::string(path)) + "/");
  }
  return rest;
}

}  // namespace slipway::cli
