#include "subject/terraform_manifests.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "doc/yaml.h"
#include "subject/plan_manifests.h"
#include "subject/state.h"
#include "subject/terraform_literal.h"
#include "subject/text_places.h"

namespace slipway::subject {
namespace {

/// "storageclass" of kubernetes_storage_class_v1; "" of what makes no object, or one that its type does not name.
std::string kind_of_type(std::string_view type) {
  constexpr std::string_view kProvider = "kubernetes_";
  if (!type.starts_with(kProvider)) return {};
  type.remove_prefix(kProvider.size());
  const std::size_t version = type.rfind("_v");
  if (version != type.npos && version + 2 < type.size() && type[version + 2] >= '1' && type[version + 2] <= '9')
    type = type.substr(0, version);
  std::string kind;
  for (const char c : type)
    if (c != '_') kind += c;
  return kind;
}

bool is_known(std::string_view text) { return text.find("${") == text.npos && text.find("%{") == text.npos; }

/// Its text; "" where it is reckoned.
std::string_view plain(const TerraformItem& of, std::string_view name) {
  const TerraformItem* item = of.find(name);
  return item && item->is_text && is_known(item->text) ? std::string_view(item->text) : std::string_view();
}

std::string_view name_in(const TerraformItem& of) {
  const TerraformItem* metadata = of.find("metadata");
  return metadata ? plain(*metadata, "name") : std::string_view();
}

/// Lines of `---` come to the margin, where they part documents, as they do once Terraform takes the indentation away.
std::string parted(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view word = trim(line);
    if (word == "---")
      out.append(word).append(line.size() - word.size(), ' ');
    else
      out.append(line);
    out += '\n';
  }
  if (!out.empty()) out.pop_back();  // behind the last line break there is no line
  return out;
}

/// `yaml_body = <<YAML` of a kubectl_manifest that is YAML as it stands; nullptr for all else.
const TerraformItem* here_document(const TerraformItem& resource, const SourceText& source) {
  const TerraformItem* body = resource.find("yaml_body");
  if (!resource.is("resource", "kubectl_manifest") || !body || !body->is_text) return nullptr;
  // Of a here document the place is its <<, of a string the whole.
  if (body->value_where.length != 2 || body->text.empty()) return nullptr;
  Diagnostics said;
  (void)doc::read_yaml(std::make_shared<const SourceText>(source.name(), parted(body->text)), said);
  return said.has_errors() ? nullptr : body;
}

/// `manifest = {…}` of a kubernetes_manifest that is all written out.
std::optional<doc::Document> literal_manifest(const TerraformItem& resource, TerraformLiterals& literals) {
  const TerraformItem* manifest = resource.find("manifest");
  if (!resource.is("resource", "kubernetes_manifest") || !manifest || manifest->is_block) return std::nullopt;
  auto document = literals.read(manifest->value_where);
  const bool is_object = document && document->root().find("apiVersion") && document->root().find("kind");
  return is_object ? std::move(document) : std::nullopt;
}

}  // namespace

void read_manifests(const TerraformText& text, Subject::State& state) {
  Diagnostics unheard;
  TerraformLiterals literals(text.source, state.memory);
  for (const TerraformItem& resource : text.items) {
    auto document = literal_manifest(resource, literals);
    if (!document) continue;
    for (kube::Object& object : kube::read_objects(document->root(), unheard)) state.add(std::move(object));
    state.documents.push_back(*std::move(document));
  }
  std::string manifests;  // with blank lines in place of all else, so that each line has its number
  int line = 1;
  for (const TerraformItem& resource : text.items) {
    const TerraformItem* body = here_document(resource, *text.source);
    if (!body || body->value_where.line + 1 < line) continue;
    const std::string manifest = parted(body->text);
    manifests.append(static_cast<std::size_t>(body->value_where.line + 1 - line), '\n');
    manifests += manifest;
    manifests += "---\n";  // in place of the line that ends it
    line = body->value_where.line + 2 + static_cast<int>(std::ranges::count(manifest, '\n'));
  }
  if (manifests.empty()) return;
  const auto source = std::make_shared<const SourceText>(text.source->name(), std::move(manifests));
  state.sources.push_back(source);
  for (doc::Document& document : doc::read_yaml(source, unheard, state.memory)) {
    const doc::Node& root = document.root();
    if (!root.is_map() || !root.find("apiVersion") || !root.find("kind")) continue;
    for (kube::Object& object : kube::read_objects(root, unheard)) state.add(std::move(object));
    state.documents.push_back(std::move(document));
  }
}

UnreadObjects::UnreadObjects(const Subject& subject) {
  for (const TerraformText& text : subject.configurations()) {
    TerraformLiterals literals(text.source);
    for (const TerraformItem& item : text.items)
      if (item.is_block && item.name == "resource" && !item.labels.empty() && !literal_manifest(item, literals))
        add_resource(item, *text.source);
  }
  for (const TerraformPlan& plan : subject.plans())
    for (const PlannedResource& resource : plan.resources())
      if (resource.mode != "data") add_resource(resource);
  for (const kube::Object& object : subject.objects())
    if (!is_known(object.name)) add(object.kind, "");  // as for_each names it
}

bool UnreadObjects::may_hold(std::string_view kind, std::string_view name) const {
  if (all_.empty()) return false;
  const std::string of = ascii_lower(kind);
  if (all_.contains({"", ""}) || all_.contains({of, ""}) || all_.contains({"", std::string(name)})) return true;
  if (!name.empty()) return all_.contains({of, std::string(name)});
  const auto first = all_.lower_bound({of, ""});
  return first != all_.end() && first->first == of;
}

void UnreadObjects::add(std::string_view kind, std::string_view name) {
  all_.emplace(ascii_lower(kind), std::string(name));
}

void UnreadObjects::add_text(std::string_view manifests) {
  Diagnostics unheard;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("", std::string(manifests)), unheard);
  if (unheard.has_errors() || documents.empty()) return add("", "");
  for (const doc::Document& document : documents)
    for (const kube::Object& object : kube::read_objects(document.root(), unheard))
      add(object.kind, is_known(object.name) ? object.name : "");
}

void UnreadObjects::add_resource(const TerraformItem& resource, const SourceText& source) {
  const std::string& type = resource.labels[0];
  if (type == "kubernetes_manifest") {
    const TerraformItem* manifest = resource.find("manifest");
    add(manifest ? plain(*manifest, "kind") : "", manifest ? name_in(*manifest) : "");
  } else if (type == "kubectl_manifest") {
    if (!here_document(resource, source)) add_text(plain(resource, "yaml_body"));
  } else if (const std::string kind = kind_of_type(type); !kind.empty()) {
    add(kind, name_in(resource));
  }
}

void UnreadObjects::add_resource(const PlannedResource& resource) {
  const bool is_manifest = resource.type == "kubernetes_manifest" || resource.type == "kubectl_manifest";
  if (is_manifest && known_manifest(resource) == Known::All) return;
  if (resource.type == "kubernetes_manifest") {
    const doc::Node& manifest = resource["manifest"];
    add(manifest["kind"].text(), manifest["metadata"]["name"].text());
  } else if (is_manifest) {
    add("", "");
  } else if (const std::string kind = kind_of_type(resource.type); !kind.empty()) {
    const auto metadata = resource["metadata"].items();
    add(kind, metadata.empty() ? "" : metadata[0]["name"].text());
  }
}

}  // namespace slipway::subject
