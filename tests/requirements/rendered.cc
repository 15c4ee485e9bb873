#include "requirements/rendered.h"

#include <fmt/core.h>

#include "base/text.h"
#include "doc/yaml.h"
#include "render/tree.h"

namespace slipway::requirements {
namespace {

std::string text_of(const doc::Node& node) { return std::string(node.text()); }

class Reader {
 public:
  void read(const render::File& file) {
    all_.files[file.path] = file.text;
    if (file.path.starts_with("terraform/") && file.path.ends_with(".tf")) read_terraform(file);
    if (file.path.starts_with("kubernetes/") && file.path.ends_with(".yaml")) read_kubernetes(file);
  }

  Rendered take() { return std::move(all_); }

 private:
  void read_terraform(const render::File& file) {
    if (const auto outcome = read_hcl(file.text, all_.blocks); !outcome)
      all_.errors.push_back(fmt::format("{}, byte {}: {}", file.path, outcome.error().offset, outcome.error().message));
  }

  /// charts/NAME/values.yaml and chart.yaml are a release's; everything else with a kind is an object.
  void read_kubernetes(const render::File& file) {
    Diagnostics diagnostics;
    const auto documents = doc::read_yaml(std::make_shared<const SourceText>(file.path, file.text), diagnostics);
    for (const auto& wrong : diagnostics.all()) all_.errors.push_back(file.path + ": " + wrong.message);
    const auto parts = split(file.path, '/');
    const bool is_chart = parts.size() == 4 && parts[1] == "charts";
    if (is_chart && documents.empty()) all_.values[std::string(parts[2])] = doc::Value(doc::Map{});
    for (const auto& document : documents) {
      const auto& root = document.root();
      if (is_chart)
        (parts[3] == "values.yaml" ? all_.values : all_.charts)[std::string(parts[2])] = doc::Value(root);
      else if (!root["kind"].is_absent())
        all_.objects.push_back({text_of(root["kind"]), text_of(root["metadata"]["namespace"]),
                                text_of(root["metadata"]["name"]), doc::Value(root)});
    }
  }

  Rendered all_;
};

}  // namespace

Rendered read_back(const std::vector<render::File>& files) {
  Reader reader;
  for (const auto& file : files) reader.read(file);
  return reader.take();
}

}  // namespace slipway::requirements
