// Helm 3.18, pkg/cli/values/options.go: -f and --values are one list, also with commas; then --set-json, --set and so
// on. Argo CD 3.1, reposerver: valueFiles, then values or valuesObject, then parameters.
#include "subject/values_files.h"

#include <algorithm>
#include <filesystem>

#include "subject/values_text.h"

namespace slipway::subject {
namespace {

std::string_view last_two(std::string_view path) {
  const std::size_t name = path.rfind('/');
  if (name == std::string_view::npos || name == 0) return {};
  const std::size_t folder = path.rfind('/', name - 1);
  return folder == std::string_view::npos ? path : path.substr(folder + 1);
}

void split_into(std::vector<std::string>& files, std::string_view list) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    if (!one.empty()) files.emplace_back(one);
    list.remove_prefix(std::min(one.size() + 1, list.size()));
  }
}

}  // namespace

ValuesNames values_names(const ShellCommand& helm) {
  ValuesNames out;
  constexpr std::string_view kUnread[] = {"--set-json", "--set-file", "--set-literal", "--reuse-values",
                                          "--reset-then-reuse-values"};
  for (std::size_t i = 0; i < helm.words.size(); ++i) {
    const std::string_view text = helm.words[i].text;
    const std::string_view flag = text.substr(0, text.find('='));
    if (std::ranges::find(kUnread, flag) != std::end(kUnread)) out.has_more = true;
    if (flag != "-f" && flag != "--values") continue;
    if (flag.size() < text.size())
      split_into(out.files, text.substr(flag.size() + 1));
    else if (i + 1 < helm.words.size())
      split_into(out.files, helm.words[++i].text);
  }
  if (std::ranges::find(out.files, "-") != out.files.end() && (!helm.has_here || !are_values(helm.here_document)))
    out.has_more = true;
  return out;
}

ValuesNames values_names(const TerraformItem& helm_release) {
  ValuesNames out;
  for (const TerraformItem& item : helm_release.items)
    if (item.name == "set_sensitive" || item.name == "set_list" || item.name == "dynamic" || item.name == "set_wo" ||
        (item.name == "set" && !item.is_block && item.items.empty() && item.text != "[]"))
      out.has_more = true;
  std::string_view text = helm_release["values"];
  constexpr std::string_view kCall = "file(\"";
  while (!text.empty()) {
    const std::size_t quote = text.find('"', kCall.size());
    if (text.starts_with(kCall) && quote != text.npos) {
      out.files.emplace_back(text.substr(kCall.size(), quote - kCall.size()));
      text.remove_prefix(quote + 1);
      continue;
    }
    if (std::string_view("[](), \t\r\n").find(text[0]) == std::string_view::npos) {
      out.has_more = true;  // templatefile(), yamlencode(), a heredoc: none of it is evaluated
      break;
    }
    text.remove_prefix(1);
  }
  return out;
}

ValuesNames values_names(const PlannedResource& helm_release) {
  return {{}, std::ranges::any_of((*helm_release.values)["values"].items(), [](const doc::Node& one) {
            return !are_values(one.text());
          })};
}

ValuesNames values_names_of_source(const doc::Node& source) {
  ValuesNames out;
  for (const doc::Node& one : source["helm"]["valueFiles"].items()) out.files.emplace_back(one.text());
  out.has_more = source["helm"]["fileParameters"].size() > 0 || !are_values(source["helm"]["values"].text());
  return out;
}

ValuesNames values_names_of_flux(const doc::Node& spec) { return {{}, spec["valuesFrom"].size() > 0}; }

bool is_rendered_chart(const doc::Document& file) {
  const doc::Node& root = file.root();
  return file.source() && file.source()->name().ends_with("/chart.yaml") && root["release"].is_string() &&
         root["chart"].is_string() && root["version"].is_string();
}

ValuesNames rendered_values_names() { return {{"values.yaml"}, false}; }

std::string plain_name(std::string_view path) {
  return std::filesystem::path(path).lexically_normal().generic_string();
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

ValuesFiles::ValuesFiles(std::span<const doc::Document> yaml, std::span<const doc::Document> json) {
  for (const doc::Document& document : yaml) add(document);
  for (const doc::Document& document : json) add(document);
}

void ValuesFiles::add(const doc::Document& document) {
  if (!document.source() || !document.root().is_map()) return;
  const auto [found, is_new] = by_path_.emplace(plain_name(document.source()->name()), &document);
  if (!is_new) {
    found->second = nullptr;
    return;
  }
  if (const std::string_view end = last_two(found->first); !end.empty())
    by_end_[std::string(end)].push_back(found->first);
}

const doc::Document* ValuesFiles::at(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

const doc::Document* ValuesFiles::find(std::string_view name, std::string_view named_in) const {
  if (name.substr(0, name.find('/')).find('$') != std::string_view::npos) {
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return nullptr;
    name.remove_prefix(slash + 1);
  }
  if (name.empty() || name.size() > 4096 || name.find("://") != std::string_view::npos ||
      name.find_first_of("$*?`<>(){}") != std::string_view::npos)
    return nullptr;
  std::string path = plain_name(name);
  if (path.starts_with('/')) return at(path);
  const doc::Document* beside = at(plain_name(std::string(folder_of(named_in)) + path));
  const doc::Document* here = at(path);
  if (beside && here && beside != here) return nullptr;
  if (beside || here) return beside ? beside : here;
  while (path.starts_with("../")) path.erase(0, 3);
  const auto found = by_end_.find(last_two(path));
  if (found == by_end_.end()) return nullptr;
  const doc::Document* only = nullptr;
  for (const std::string_view one : found->second) {
    if (one != path && !one.ends_with("/" + path)) continue;
    if (only) return nullptr;
    only = at(std::string(one));
  }
  return only;
}

}  // namespace slipway::subject
