#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::spec {

/// A platform to start from: a folder of examples/ with its platform.yaml and whatever that names, compiled in.
struct Blueprint {
  struct File {
    std::string_view path;  // below `root`: "k8s/actor.yaml"
    std::string_view text;
  };
  std::string_view name;     // "ray-on-eks"; a variant in a folder below another: "agentic-ai/auto-mode"
  std::string_view summary;  // the first comment of its platform.yaml
  std::string_view root;     // the folder of examples/ it is in: "agentic-ai"
  File platform;             // "platform.yaml", "auto-mode/platform.yaml"
  std::vector<File> others;  // all else below `root` but READMEs and the platform.yaml of variants; by path
};

/// All of them, by name.
std::span<const Blueprint> blueprints();
const Blueprint* find_blueprint(std::string_view name);
std::optional<std::string_view> blueprint_like(std::string_view written);

/// What a person sets before they edit the rest; empty: as in the blueprint.
struct Start {
  std::string name = {}, region = {};
  std::string path = "platform.yaml";  // what comments of it call it, in place of its path in examples/
};
struct StartFile {
  std::string path, text;
};
/// The files to write: platform.yaml first, then what stands beside it. Name and region are put into metadata.name and
/// spec.aws.region wherever a file has them; a variant's paths become those seen from its new place. Nothing else
/// changes, comments stay. REQUIRES: both can stand unquoted in YAML (a DNS label, a region's code).
std::vector<StartFile> start_from(const Blueprint& blueprint, const Start& start);

}  // namespace slipway::spec
