// Kubeconfigs: whatever the bytes, reading ends with an access or with a mistake, and no line of the file is shown.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cluster/kubeconfig.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  io::FakeFiles files;
  io::FakeEnvironment environment;
  files.files["/k"] = std::string(reinterpret_cast<const char*>(data), size);
  Diagnostics diagnostics;
  const auto read = cluster::read_kubeconfig(files, environment, "/k", "", diagnostics);
  if (read.access.has_value() == diagnostics.has_errors()) std::abort();
  for (const Diagnostic& one : diagnostics.all()) {
    if (one.where.source && !one.where.source->text().empty()) std::abort();
    (void)drawn(one, Colour::Off);
  }
  if (!read.access) return 0;
  if (read.access->server.ends_with('/') || read.access->tls.certificate.empty() != read.access->tls.key.empty())
    std::abort();
  return 0;
}
