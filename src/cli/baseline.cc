#include "cli/baseline.h"

#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "doc/json.h"
#include "report/findings.h"

namespace slipway::cli {
namespace {
constexpr std::string_view kVersion = "slipway.dev/baseline/v1alpha1";

/// What files are called in a baseline.
class FileNames {
 public:
  explicit FileNames(const std::string& baseline) : folder_(whole(baseline).parent_path()) {}

  const std::string& of(const Diagnostic& finding) {
    const SourceText* source = finding.where.source;
    const auto [at, is_new] = names_.try_emplace(source);
    if (is_new && source)
      at->second = source->name().starts_with('<')  // standard input
                       ? source->name()
                       : whole(source->name()).lexically_relative(folder_).generic_string();
    return at->second;
  }

 private:
  /// One path for a file, through whatever links its folder was named (/tmp of macOS, a runner's workspace). A link in
  /// place of the file itself keeps its own name.
  static std::filesystem::path whole(const std::string& file) {
    std::error_code nowhere;
    const auto path = std::filesystem::absolute(file, nowhere).lexically_normal();
    if (nowhere) return std::filesystem::path(file).lexically_normal();
    const auto folder = std::filesystem::weakly_canonical(path.parent_path(), nowhere);
    return nowhere ? path : folder / path.filename();
  }

  std::filesystem::path folder_;
  std::map<const SourceText*, std::string> names_;
};

}  // namespace

std::optional<Baseline> Baseline::read(const std::string& name, std::string text) {
  Diagnostics diagnostics;
  const doc::Document document = doc::read_json(std::make_shared<const SourceText>(name, std::move(text)), diagnostics);
  if (diagnostics.has_errors() || document.root()["schemaVersion"].text() != kVersion) return std::nullopt;
  Baseline out;
  out.name_ = name;
  for (const doc::Node& one : document.root()["findings"].items()) {
    const doc::Node& count = one["count"];
    out.counts_[std::string(one["fingerprint"].text())] +=
        count.kind() == doc::Kind::Int && count.integer() > 0 && count.integer() < 1'000'000
            ? static_cast<int>(count.integer())
            : 1;
  }
  return out;
}

std::string Baseline::written(const std::string& name, const Diagnostics& findings,
                              const subject::ObjectPlaces& places) {
  FileNames names(name);
  std::map<std::tuple<std::string, std::string, std::string>, int> counts;  // file, id, fingerprint
  for (const Diagnostic& one : findings.all())
    ++counts[{names.of(one), one.id, report::fingerprint(one, places, names.of(one))}];
  doc::List list;
  for (const auto& [key, count] : counts) {
    const auto& [file, id, print] = key;
    list.add(doc::Map{{"file", file}, {"id", id}, {"fingerprint", print}, {"count", count}});
  }
  return doc::write_json(doc::Value(doc::Map{{"schemaVersion", kVersion}, {"findings", std::move(list)}}),
                         doc::JsonLayout::Indented);
}

Diagnostics Baseline::without_known(const Diagnostics& findings, const subject::ObjectPlaces& places,
                                    int* known) const {
  auto left = counts_;
  FileNames names(name_);
  Diagnostics out;
  for (const Diagnostic& one : findings.all()) {
    const auto found = left.find(report::fingerprint(one, places, names.of(one)));
    if (found != left.end() && found->second > 0) {
      --found->second;
      ++*known;
    } else {
      out.add(one);
    }
  }
  return out;
}

}  // namespace slipway::cli
