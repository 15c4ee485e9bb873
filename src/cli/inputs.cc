#include "cli/inputs.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "cli/named_files.h"
#include "cli/refusal.h"
#include "doc/yaml.h"

namespace slipway::cli {
namespace {

using Strangers = model::Collection::Strangers;

bool is_platform(const doc::Node& root) {
  return root["apiVersion"].text().starts_with("slipway.dev/") && root["kind"].text() == "Platform";
}

class Reader {
 public:
  explicit Reader(Session& session) : session_(session) {}

  std::optional<Inputs> read(const std::vector<NamedFile>& files) {
    for (const NamedFile& file : files) {
      auto text = session_.files.read(file.path);
      if (!text) {
        complain_of_named_file(session_, text.error(), file.path);
        return std::nullopt;
      }
      read(file, std::move(text).value());
    }
    // A platform says which other files are its parts; of those that a folder holds the one of the usual name counts.
    std::ranges::stable_sort(platforms_, {}, [](const Text& one) {
      return std::tuple(one.strangers == Strangers::PassedOver, std::ranges::count(one.name, '/'),
                        !one.name.ends_with("platform.yaml"));
    });
    for (Text& one : platforms_) load(one);
    for (auto& [name, documents] : manifests_) {
      if (is_part(name)) continue;
      for (auto& [document, strangers] : documents) out_.collection.add(std::move(document), strangers, out_.findings);
    }
    if (out_.platform)
      for (const platform::Object& object : out_.platform->graph.objects())
        out_.collection.add(object.document, Strangers::PassedOver, out_.findings);
    return std::move(out_);
  }

 private:
  struct Text {
    std::string name, text;
    SourceRange where;
    Strangers strangers;
  };
  struct Manifest {
    std::string name;
    std::vector<std::pair<doc::Document, Strangers>> documents;
  };

  void read(const NamedFile& file, std::string text) {
    const Strangers strangers = file.is_named ? Strangers::Refused : Strangers::PassedOver;
    const std::string name = file.path == "-" ? "<stdin>" : file.path;
    session_.say("read " + name);
    const auto source = std::make_shared<const SourceText>(name, std::move(text));
    const int errors = out_.findings.count(Severity::Error);
    auto documents = doc::read_yaml(source, out_.findings);
    if (out_.findings.count(Severity::Error) > errors) out_.readable = false;
    Manifest made{file.path, {}};
    bool has_platform = false;
    for (doc::Document& document : documents) {
      if (is_platform(document.root())) {
        has_platform = true;
        if (documents.size() == 1) {
          platforms_.push_back({file.path, source->text(), document.root().where(), strangers});
          out_.platform_sources.push_back(source);
          return;
        }
        out_.findings.error("INPUT001", document.root().where(), "a platform among other documents of one file",
                            "give the platform a file of its own");
        continue;
      }
      made.documents.emplace_back(std::move(document), strangers);
    }
    if (documents.empty() && !has_platform && strangers == Strangers::Refused && out_.readable)
      out_.findings.warning("INPUT002", {source.get(), 0, 0, 0}, "there is no object in it");
    manifests_.push_back(std::move(made));
    out_.sources.push_back(source);
  }

  bool is_part(const std::string& name) const {
    if (!out_.platform || name == "-") return false;
    return std::ranges::any_of(out_.platform->names(),
                               [&](const std::string& part) { return plain_path(part) == plain_path(name); });
  }

  void load(Text& platform) {
    if (is_part(platform.name)) return;
    if (out_.platform) {
      const bool is_named = platform.strangers == Strangers::Refused;
      out_.findings.add(
          {"INPUT001",
           is_named ? Severity::Error : Severity::Note,
           platform.where,
           is_named ? "a second platform: one can be looked at" : "a second platform, which is passed over",
           fmt::format("the first is {}", out_.platform->names().front()),
           is_named ? "name the files or folders of one platform" : "name its file to look at it",
           {}});
      return;
    }
    out_.platform = load_text(session_, platform.name, std::move(platform.text));
    for (const Diagnostic& one : out_.platform->findings.all()) out_.findings.add(one);
    out_.readable = out_.readable && out_.platform->readable;
  }

  Session& session_;
  Inputs out_;
  std::vector<Text> platforms_;
  std::vector<Manifest> manifests_;
};

}  // namespace

std::vector<std::string> Inputs::names() const {
  std::vector<std::string> out;
  for (const auto& source : sources) out.push_back(source->name());
  if (platform)
    for (const std::string& name : platform->names())
      if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  return out;
}

std::optional<Inputs> read_inputs(Session& session, const std::vector<std::string>& paths) {
  const auto files = files_of(session, paths, {".yaml", ".yml", ".json"});
  if (!files) return std::nullopt;
  return Reader(session).read(*files);
}

std::optional<model::Snapshot> read_cluster(Session& session, const std::string& path, Diagnostics& findings) {
  auto text = session.files.read(path);
  if (!text) {
    complain_of_named_file(session, text.error(), path);
    return std::nullopt;
  }
  session.say("read " + path);
  return model::read_snapshot(path == "-" ? "<stdin>" : path, std::move(text).value(), findings);
}

}  // namespace slipway::cli
