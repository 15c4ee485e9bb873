// kubectl 1.36, pkg/cmd/patch; apimachinery 0.36, pkg/util/strategicpatch: the directives.
#include "subject/patches.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "base/ascii.h"
#include "base/text.h"
#include "doc/yaml.h"
#include "subject/values_files.h"

namespace slipway::subject {
namespace {

bool patches(const ShellCommand& command) {
  return command.starts_with({"kubectl", "patch"}) || command.starts_with({"oc", "patch"});
}

bool applies(const ShellCommand& command) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"kubectl", "oc"}, [&](std::string_view program) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"apply", "create", "replace"},
                               [&](std::string_view verb) {
                                 return command.starts_with({program, verb});
                               });
  });
}

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// $NAME and ${NAME} of a word.
template <class Say>
void each_variable(std::string_view text, Say say) {
  for (std::size_t at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    std::size_t from = at + 1;
    if (text.substr(from).starts_with('{')) ++from;
    std::size_t end = from;
    while (end < text.size() && is_name(text[end])) ++end;
    if (end > from) say(text.substr(from, end - from));
  }
}

/// Files of `$(cat FILE)` and `$(<FILE)`.
void add_files_of_substitution(std::string_view text, std::set<std::string, std::less<>>& files) {
  for (const std::string_view begin : {"$(cat ", "$(<", "<(cat "})
    for (std::size_t at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
      const std::string_view rest = trim(text.substr(at + begin.size()));
      std::string name(rest.substr(0, rest.find_first_of(" \t\n)|<")));
      std::erase_if(name, [](char c) { return c == '"' || c == '\''; });
      if (!name.empty()) files.insert(plain_name(name));
    }
}

/// Where the output of `cat > FILE <<EOF` or `tee FILE <<EOF` goes; "" where it goes to no file.
std::string written_file(const ShellCommand& command) {
  for (const Redirect& one : command.redirects)
    if (one.op.ends_with('>')) return plain_name(one.target.text);
  if (!command.words.empty() && command.words[0].text == "tee")
    for (std::size_t i = 1; i < command.words.size(); ++i)
      if (!command.words[i].text.starts_with('-')) return plain_name(command.words[i].text);
  return "";
}

}  // namespace

Patches::Patches(const Script& script) {
  std::set<std::string, std::less<>> variables;
  for (const ShellCommand& command : script.commands) {
    if (command.has_here) read_kustomization(command);
    if (command.starts_with({"kustomize", "edit", "add", "patch"}))
      if (const Word* path = command.flag("--path")) files_.insert(plain_name(path->text));
    if (applies(command))
      for (const char* flag : {"-f", "--filename"})
        for (const Word& file : command.flags(flag)) applied_.insert(plain_name(file.text));
    if (!patches(command)) continue;
    patching_.insert(&command);
    if (const Word* file = command.flag("--patch-file")) files_.insert(plain_name(file->text));
    for (const Word& word : command.words) {
      take_lines_of(word);
      each_variable(word.text, [&](std::string_view name) { variables.emplace(name); });
      add_files_of_substitution(word.text, files_);
    }
  }
  if (variables.empty()) return;
  for (const ShellCommand& command : script.commands) {
    for (const Word& word : command.assignments)
      if (variables.contains(std::string_view(word.text).substr(0, word.text.find('=')))) take_lines_of(word);
    if (command.starts_with({"read"}) && variables.contains(command.words.back().text)) patching_.insert(&command);
  }
}

void Patches::take_lines_of(const Word& word) {
  if (word.text.find("<<") == std::string::npos) return;
  const int first = word.where.line;
  int& last = lines_[first];
  last = std::max(last, first + static_cast<int>(std::ranges::count(word.text, '\n')));
}

void Patches::read_kustomization(const ShellCommand& command) {
  const std::string file = written_file(command);
  const std::string_view folder = folder_of(file), base = std::string_view(file).substr(folder.size());
  if (base != "kustomization.yaml" && base != "kustomization.yml" && base != "Kustomization") return;
  Diagnostics unheard;
  const auto read = doc::read_yaml_document(std::make_shared<const SourceText>(file, command.here_document), unheard);
  const auto take = [&](const doc::Node& path) {
    if (path.is_string() && path.text().find('\n') == std::string_view::npos)
      files_.insert(plain_name(std::string(folder).append(path.text())));
  };
  for (const char* field : {"patches", "patchesJson6902"})
    for (const doc::Node& one : read.root()[field].items()) take(one["path"]);
  for (const doc::Node& one : read.root()["patchesStrategicMerge"].items()) take(one);
}

bool Patches::holds(const ShellCommand& command) const {
  if (patching_.contains(&command) || has_patch_directive(command.here_document)) return true;
  if (const auto after = lines_.upper_bound(command.here_where.line);
      after != lines_.begin() && command.here_where.line <= std::prev(after)->second)
    return true;
  const std::string file = written_file(command);
  return !file.empty() && files_.contains(file);
}

bool Patches::is_by_form(const ShellCommand& command) const {
  const std::string file = written_file(command);
  if (!is_called_patch(file) || is_applied(file)) return false;
  Diagnostics unheard;
  const auto read = doc::read_yaml(std::make_shared<const SourceText>(file, command.here_document), unheard);
  return !read.empty() && std::ranges::all_of(read, [](const auto& one) { return is_patch_by_form(one.root()); });
}

bool Patches::is_applied(std::string_view file) const {
  return applied_.contains(file) || std::ranges::any_of(applied_, [&](const std::string& one) {
           return one == "." ||
                  (file.starts_with(one) && (one.ends_with('/') || file.substr(one.size()).starts_with('/')));
         });
}

namespace {

/// Of a file's name without what it ends in: the words between - _ and . and before capitals.
std::vector<std::string> words_of_name(std::string_view path) {
  std::string_view name = path.substr(folder_of(path).size());
  name = name.substr(0, name.rfind('.'));
  std::vector<std::string> words(1);
  char before = '-';
  for (const char c : name) {
    const bool is_capital = c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
    if (is_capital || c == '-' || c == '_' || c == '.') words.emplace_back();
    if (c != '-' && c != '_' && c != '.') words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    before = c;
  }
  return words;
}

}  // namespace

bool is_called_patch(std::string_view path) { return words_of_name(path).back() == "patch"; }

bool names_patch(std::string_view path) {
  return std::ranges::any_of(words_of_name(path),
                             [](const std::string& word) { return word == "patch" || word == "patches"; });
}

bool is_patch_by_form(const doc::Node& root) {
  constexpr std::string_view kSelecting[] = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"};
  const doc::Node &kind = root["kind"], &spec = root["spec"];
  const SourceRange where = root.where();
  return where && is_called_patch(where.source->name()) &&
         std::ranges::find(kSelecting, kind.text()) != std::end(kSelecting) && spec.is_map() &&
         !spec.find("selector") && !spec["template"]["metadata"].find("labels");
}

bool has_patch_directive(std::string_view text) {
  constexpr std::string_view kDirectives[] = {"$patch:", "$retainKeys:", "$setElementOrder/",
                                              "$deleteFromPrimitiveList/"};
  if (text.find('$') == text.npos) return false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t-{'\""), line.size()));
    if (std::ranges::any_of(kDirectives, [&](std::string_view one) { return line.starts_with(one); })) return true;
  }
  return false;
}

bool is_pod_of_spark(const kube::Object& object) {
  if (object.kind != "Pod" || !object.group().empty()) return false;
  const SourceRange where = object.node->where();
  const std::string_view path = where ? std::string_view(where.source->name()) : std::string_view();
  const std::string file = ascii_lower(path.substr(path.rfind('/') + 1));
  const doc::Node& metadata = (*object.node)["metadata"];
  const bool is_nameless = metadata["name"].is_null() && metadata["generateName"].is_null();
  const bool is_empty = (*object.node)["spec"].is_map() && !(*object.node)["spec"].find("containers");
  return ((is_nameless || is_empty) &&
          (file.find("pod-template") != file.npos || file.find("pod_template") != file.npos)) ||
         std::ranges::any_of((*object.node)["spec"]["containers"].items(), [](const doc::Node& container) {
           return container["name"].text().starts_with("spark-kubernetes-");
         });
}

}  // namespace slipway::subject
