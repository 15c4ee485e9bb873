#include "cli/baseline.h"

#include <tuple>
#include <utility>

#include "doc/json.h"
#include "report/findings.h"

namespace slipway::cli {
namespace {
constexpr std::string_view kVersion = "slipway.dev/baseline/v1alpha1";
}

std::optional<Baseline> Baseline::read(const std::string& name, std::string text, std::string& wrong) {
  Diagnostics diagnostics;
  const doc::Document document = doc::read_json(std::make_shared<const SourceText>(name, std::move(text)), diagnostics);
  if (diagnostics.has_errors() || document.root()["schemaVersion"].text() != kVersion) {
    wrong = name + " is no baseline: write one with --write-baseline";
    return std::nullopt;
  }
  Baseline out;
  for (const doc::Node& one : document.root()["findings"].items()) {
    const doc::Node& count = one["count"];
    out.counts_[std::string(one["fingerprint"].text())] +=
        count.kind() == doc::Kind::Int && count.integer() > 0 && count.integer() < 1'000'000
            ? static_cast<int>(count.integer())
            : 1;
  }
  return out;
}

std::string Baseline::written(const Diagnostics& findings, const subject::ObjectPlaces& places) {
  std::map<std::tuple<std::string, std::string, std::string>, int> counts;  // file, id, fingerprint
  for (const Diagnostic& one : findings.all())
    ++counts[{one.where ? one.where.source->name() : "", one.id, report::fingerprint(one, places)}];
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
  Diagnostics out;
  for (const Diagnostic& one : findings.all()) {
    const auto found = left.find(report::fingerprint(one, places));
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
