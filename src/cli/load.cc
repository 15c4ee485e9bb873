#include "cli/load.h"

#include <fmt/core.h>

#include <set>

#include "cli/named_files.h"
#include "cli/refusal.h"
#include "components/component.h"
#include "doc/yaml.h"
#include "io/file_advice.h"
#include "spec/reader.h"

namespace slipway::cli {
namespace {

/// The manifests that platform.yaml names, each file's documents in order. A pattern that matches nothing is an error
/// at the pattern: a manifest that silently does not join is a platform that is not what it seems.
std::vector<doc::Document> read_manifests(Session& session, const std::string& path, Loaded& loaded) {
  std::vector<doc::Document> documents;
  std::set<std::string> seen;  // patterns may overlap
  for (const auto& pattern : loaded.platform.manifests) {
    const auto* source = pattern.where.source;
    const auto files = session.files.glob(io::beside(source ? source->name() : path, *pattern));
    if (!files) {
      loaded.findings.error("IO002", pattern.where, files.error().message, io::file_advice(files.error()));
      continue;
    }
    if (files->empty())
      loaded.findings.error("IO001", pattern.where, fmt::format("no file matches '{}'", *pattern),
                            "name files relative to the file that holds this line, or remove the line");
    for (const auto& file : *files) {
      if (!seen.insert(file).second) continue;
      auto text = session.files.read(file);
      if (!text) {
        loaded.findings.error("IO002", pattern.where, text.error().message, io::file_advice(text.error()));
        continue;
      }
      for (auto& document : doc::read_yaml(loaded.add(session, file, std::move(text).value()), loaded.findings))
        documents.push_back(std::move(document));
    }
  }
  return documents;
}

}  // namespace

std::shared_ptr<const SourceText> Loaded::add(Session& session, const std::string& name, std::string text) {
  session.say("read " + name);
  return sources.emplace_back(std::make_shared<const SourceText>(name, std::move(text)));
}

std::vector<std::string> Loaded::names() const {
  std::vector<std::string> all;
  for (const auto& source : sources) all.push_back(source->name());
  return all;
}

std::optional<Loaded> load(Session& session, const std::string& path) {
  const std::string name = path.empty() ? "platform.yaml" : path;
  auto text = session.files.read(name);
  if (!text) {
    const bool missing_default = path.empty() && session.files.look_at(name) == io::Entry::Nothing;
    if (missing_default)
      complain_of_file(session, text.error(), "name a platform.yaml, or write one: slipway init");
    else
      complain_of_named_file(session, text.error(), name);
    return std::nullopt;
  }
  return load_text(session, name, std::move(text).value());
}

namespace {

spec::ReadInclude include_reader(Session& session, Loaded& loaded) {
  return [&](const std::string& included) -> Result<std::shared_ptr<const SourceText>> {
    auto more = session.files.read(included);
    if (!more) return more.error();
    return loaded.add(session, included, std::move(more).value());
  };
}

}  // namespace

Loaded load_text(Session& session, const std::string& name, std::string text) {
  Loaded loaded;
  const auto source = loaded.add(session, name == "-" ? "<stdin>" : name, std::move(text));
  auto document = doc::read_yaml_document(source, loaded.findings);
  if (loaded.findings.has_errors()) {
    loaded.readable = false;
    return loaded;
  }
  auto platform = spec::read_platform(std::move(document), include_reader(session, loaded), loaded.findings);
  if (!platform) return loaded;
  loaded.platform = std::move(*platform);
  loaded.manifests = read_manifests(session, name, loaded);
  if (loaded.findings.has_errors())
    components::check_names(loaded.platform, loaded.findings);
  else
    loaded.graph = components::expand(loaded.platform, loaded.manifests, loaded.findings);
  return loaded;
}

Loaded load_to_judge(Session& session, const std::string& name, std::string text) {
  Loaded loaded;
  const auto source = loaded.add(session, name == "-" ? "<stdin>" : name, std::move(text));
  auto document = doc::read_yaml_document(source, loaded.findings);
  loaded.readable = !loaded.findings.has_errors();
  if (!loaded.readable && !document.root().is_map()) return loaded;
  auto sound = spec::read_sound_part(std::move(document), include_reader(session, loaded), components::check_names,
                                     loaded.findings);
  loaded.mended = std::move(sound.mended);
  loaded.memory = std::move(sound.memory);
  if (!sound.platform) return loaded;
  loaded.platform = std::move(*sound.platform);
  loaded.manifests = read_manifests(session, name, loaded);
  loaded.graph = components::expand(loaded.platform, loaded.manifests, loaded.findings);
  loaded.is_expanded = true;
  return loaded;
}

}  // namespace slipway::cli
