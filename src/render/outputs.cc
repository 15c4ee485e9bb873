#include "render/outputs.h"

#include <variant>

#include "platform/references.h"

namespace slipway::render {

namespace {

/// aws_eks_cluster.main.identity[0].oidc[0].issuer is aws_eks_cluster_main_identity_0_oidc_0_issuer.
std::string name_of(std::string_view expression) {
  std::string name;
  for (const char c : expression) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (plain)
      name += c;
    else if (c != ']')
      name += '_';
  }
  return name;
}

class Finder {
 public:
  explicit Finder(const platform::Graph& graph) : graph_(graph) {}

  void read(const doc::Node& node) {
    if (node.is_string()) read(node.text());
    for (const auto& member : node.members()) {
      read(member.key.text());
      read(member.value);
    }
    for (const auto& item : node.items()) read(item);
  }
  void read(const doc::Value& value) {
    if (const auto* text = value.string()) read(std::string_view(*text));
    if (const auto* list = value.list())
      for (const auto& item : list->items()) read(item);
    if (const auto* map = value.map()) read(*map);
  }
  void read(const doc::Map& map) {
    for (const auto& [key, value] : map.entries()) {
      read(std::string_view(key));
      read(value);
    }
  }

  std::map<std::string, std::string> found;

 private:
  void read(std::string_view text) {
    for (auto reference = platform::next_reference(text, 0); reference;
         reference = platform::next_reference(text, reference->end))
      if (graph_.find(reference->resource)) found.emplace(name_of(reference->expression), reference->expression);
  }

  const platform::Graph& graph_;
};

}  // namespace

std::map<std::string, std::string> outputs_of(const platform::Graph& graph) {
  Finder finder(graph);
  for (const auto& object : graph.objects()) finder.read(object.root());
  for (const auto& release : graph.releases()) finder.read(release.values);
  return std::move(finder.found);
}

std::map<std::string, std::string> checked_outputs_of(const platform::Graph& graph) {
  Finder finder(graph);
  for (const auto& check : graph.checks()) {
    if (const auto* question = std::get_if<platform::AwsQuestion>(&check.asks)) finder.read(question->parameters);
    finder.read(doc::Value(check.expects.value));
  }
  return std::move(finder.found);
}

std::string with_output_names(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (auto reference = platform::next_reference(text, 0); reference;
       reference = platform::next_reference(text, reference->end)) {
    out += text.substr(done, reference->begin - done);
    out += "${" + name_of(reference->expression) + "}";
    done = reference->end;
  }
  out += text.substr(done);
  return out;
}

}  // namespace slipway::render
