#include "ops/chart_objects.h"

#include <zlib.h>

#include <memory>
#include <optional>

#include "doc/base64.h"
#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::ops {
namespace {

constexpr std::size_t kMostPacked = 4u << 20;     // etcd takes 1.5 MiB of an object
constexpr std::size_t kMostUnpacked = 32u << 20;  // of templates and CustomResourceDefinitions, packed some 1 to 20
constexpr std::string_view kGzip = "\x1f\x8b\x08";

/// nullopt: it is no gzip, or longer than kMostUnpacked.
std::optional<std::string> unpacked(const std::string& packed) {
  z_stream stream{};
  constexpr int kOfGzip = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kOfGzip) != Z_OK) return std::nullopt;
  std::string text, part(std::size_t{64} << 10, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int status = Z_OK;
  while (status == Z_OK && text.size() <= kMostUnpacked) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(part, 0, part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END || text.size() > kMostUnpacked) return std::nullopt;
  return text;
}

bool goes_by_itself(const kube::Object& object) {
  return object.is("Job", "batch") && !(*object.node)["spec"]["ttlSecondsAfterFinished"].is_absent();
}

bool is_hook(const kube::Object& object) {
  return !(*object.node)["metadata"]["annotations"]["helm.sh/hook"].is_absent();
}

}  // namespace

Result<std::vector<kube::ObjectKey>, std::string> chart_objects(std::string_view packed, std::string_view ns,
                                                                std::set<kube::ObjectKey>* scaled) {
  const std::string not_helms = "its Secret does not hold what Helm writes there";
  if (packed.size() > kMostPacked) return not_helms;
  const auto of_helm = doc::decode_base64(packed);
  auto text = of_helm ? doc::decode_base64(*of_helm) : std::nullopt;
  if (!text) return not_helms;
  if (text->starts_with(kGzip)) text = unpacked(*text);
  if (!text) return std::string("what its Secret holds is damaged, or larger than any release");
  Diagnostics mistakes;
  const auto release = doc::read_json(std::make_shared<const SourceText>("release", *std::move(text)), mistakes);
  const doc::Node& manifest = release.root()["manifest"];
  if (mistakes.has_errors() || !manifest.is_string()) return not_helms;
  // Helm and the API server are not strict: of a key that stands there twice the last counts.
  const auto documents =
      doc::read_yaml(std::make_shared<const SourceText>("manifest", std::string(manifest.text())), mistakes);
  std::vector<kube::ObjectKey> all;
  for (const auto& document : documents)
    for (const auto& object : kube::read_objects(document.root(), mistakes)) {
      auto key = object.key();
      if (key.kind.empty() || key.name.empty() || goes_by_itself(object) || is_hook(object)) continue;
      if (key.ns.empty()) key.ns = ns;
      const doc::Node& replicas = (*object.node)["spec"]["replicas"];
      if (scaled && replicas.kind() == doc::Kind::Int && replicas.integer() > 0) scaled->insert(key);
      all.push_back(std::move(key));
    }
  return all;
}

}  // namespace slipway::ops
