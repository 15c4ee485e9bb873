#include "conformance/karpenter_catalog.h"

#include <zlib.h>

#include <array>
#include <map>
#include <memory>
#include <set>

#include "doc/json.h"

namespace slipway::conformance {
namespace {

std::string unpacked(const std::string& path) {
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };
  std::string out;
  const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
  std::array<char, 1 << 16> buffer{};
  while (file) {
    const int count = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    if (count <= 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return out;
}

/// Labels are named by texts that outlive everything.
std::string_view kept(std::string_view text) {
  static std::set<std::string, std::less<>> all;
  return *all.emplace(text).first;
}

catalog::Resources quantities(const doc::Node& node) {
  catalog::Resources out;
  for (const doc::Member& one : node.members())
    if (auto quantity = kube::Quantity::parse(one.value.text()))
      out.emplace(one.key.text(), std::move(quantity).value());
  return out;
}

karpenter::InstanceType read_type(const doc::Node& node) {
  karpenter::InstanceType out;
  out.type.name = node["name"].text();
  for (const doc::Node& one : node["requirements"].items()) {
    catalog::TypeLabel& label = out.type.labels.emplace_back();
    label.key = kept(one["key"].text());
    for (const doc::Node& value : one["values"].items()) label.values.emplace_back(value.text());
  }
  out.type.capacity = quantities(node["capacity"]);
  out.type.kube_reserved = quantities(node["overhead"]["kubeReserved"]);
  out.type.system_reserved = quantities(node["overhead"]["systemReserved"]);
  out.type.eviction_threshold = quantities(node["overhead"]["evictionThreshold"]);
  for (const doc::Node& one : node["offerings"].items()) {
    out.offerings.push_back({std::string(one["zone"].text()),
                             std::string(one["capacityType"].text()),
                             one["price"].number(),
                             one["available"].boolean(),
                             std::string(one["reservationId"].text()),
                             one["reservationCapacity"].is_null() ? 0 : one["reservationCapacity"].integer(),
                             {}});
    for (const doc::Member& label : one["labels"].members())
      out.offerings.back().labels.emplace(label.key.text(), label.value.text());
  }
  return out;
}

}  // namespace

const std::vector<karpenter::InstanceType>& karpenter_catalog(std::string_view name) {
  static std::map<std::string, std::vector<karpenter::InstanceType>, std::less<>> read;
  const auto [at, is_new] = read.try_emplace(std::string(name));
  if (!is_new) return at->second;
  const std::string path = "tests/conformance/cases/karpenter/catalogs/" + std::string(name) + ".json.gz";
  Diagnostics diagnostics;
  const doc::Document document = doc::read_json(std::make_shared<SourceText>(path, unpacked(path)), diagnostics);
  for (const doc::Node& type : document.root().items()) at->second.push_back(read_type(type));
  return at->second;
}

}  // namespace slipway::conformance
