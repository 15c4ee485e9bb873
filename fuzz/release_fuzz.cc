// The Secret of a Helm release, which whoever may write Secrets may write. Whatever is in it, reading it ends, and what
// cannot be read says why; packed or not.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "doc/base64.h"
#include "ops/chart_objects.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto& packed : {text, doc::encode_base64(text), doc::encode_base64(doc::encode_base64(text))}) {
    const auto made = ops::chart_objects(packed, "ns");
    if (!made && made.error().empty()) std::abort();
    if (!made) continue;
    for (const auto& key : *made)
      if (key.kind.empty() || key.name.empty() || key.ns.empty()) std::abort();
  }
  return 0;
}
