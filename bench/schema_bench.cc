// The API server's verdict on objects that it accepts: the recorded cases of a family, one call for each, in turn. The
// real libraries take what oracle/apivalidation/README.md lists.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "doc/json.h"
#include "schema/testing/gunzip.h"
#include "schema/verdict.h"

namespace {

using namespace slipway;

/// The objects of a family that are created and accepted.
std::vector<doc::Document> accepted(const std::string& family) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/tests/conformance/cases/apivalidation/" + family + ".jsonl.gz",
                     std::ios::binary);
  std::stringstream packed;
  packed << file.rdbuf();
  std::istringstream lines(schema::testing::gunzip(packed.str()));
  std::vector<doc::Document> out;
  Diagnostics none;
  for (std::string line; std::getline(lines, line);) {
    doc::Document one = doc::read_json(std::make_shared<const SourceText>(family, line), none);
    const doc::Node& root = one.root();
    if (root["expect"]["accepted"].boolean() && root["input"]["operation"].text() == "create") out.push_back(one);
  }
  return out;
}

void judge(benchmark::State& state, const std::string& family) {
  const std::vector<doc::Document> cases = accepted(family);
  schema::Judge judge;
  std::size_t next = 0;
  for (auto _ : state) {
    const doc::Node& object = cases[next++ % cases.size()].root()["input"]["object"];
    if (!judge.create(object).is_accepted()) std::abort();
  }
}

/// What the first object of a kind costs once more: its schema is unpacked, read and its rules are compiled.
void first_of_kind(benchmark::State& state, const std::string& family) {
  const std::vector<doc::Document> cases = accepted(family);
  for (auto _ : state) {
    schema::Judge judge;
    if (!judge.create(cases.front().root()["input"]["object"]).is_accepted()) std::abort();
  }
}

const bool registered = [] {
  for (const char* family :
       {"core", "pod", "workloads", "jobs", "karpenter", "ec2nodeclass", "keda", "kuberay", "gateway"})
    benchmark::RegisterBenchmark((std::string("judge/") + family).c_str(), judge, family);
  for (const char* family : {"karpenter", "argo"})
    benchmark::RegisterBenchmark((std::string("first_of_kind/") + family).c_str(), first_of_kind, family);
  return true;
}();

}  // namespace
