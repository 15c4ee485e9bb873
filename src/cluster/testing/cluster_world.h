#pragma once

#include <string>
#include <vector>

#include "cluster/apply.h"
#include "cluster/testing/fake_api_server.h"
#include "doc/json.h"
#include "io/files.h"
#include "io/process.h"

namespace slipway::cluster::testing {

/// A fake API server with a client of it, for tests.
struct ClusterWorld {
  FakeApiServer server;
  io::FakeFiles files;
  io::FakeProcesses processes;
  Api api{server.access(), {files, server, processes, server.clock}};
  Kinds kinds{api};

  static doc::Document object(const std::string& json) {
    Diagnostics mistakes;
    return doc::read_json(std::make_shared<const SourceText>("object", json), mistakes);
  }
  std::vector<Applied> apply(const std::vector<std::string>& texts, ApplyOptions options = {}) {
    std::vector<doc::Document> documents;
    std::vector<const doc::Node*> nodes;
    for (const std::string& text : texts) documents.push_back(object(text));
    for (const doc::Document& document : documents) nodes.push_back(&document.root());
    return apply_all(api, kinds, nodes, options);
  }
};

inline std::string config_map(const std::string& ns, const std::string& name, const std::string& value) {
  return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":")" + ns + R"(","name":")" + name +
         R"("},"data":{"key":")" + value + R"("}})";
}

}  // namespace slipway::cluster::testing
