// Verdicts on objects: whatever is sent gets one, twice the same; what is accepted can be put over itself; a place is
// found for every error. Several documents: definitions of kinds first, then what is judged, each over the one before.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doc/json.h"
#include "doc/yaml.h"
#include "schema/place.h"
#include "schema/verdict.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

void judge_object(schema::Judge& judge, const doc::Node& object) {
  const schema::Verdict verdict = judge.create(object);
  require(verdict.is_accepted() == verdict.errors.empty());
  for (const schema::Error& error : verdict.errors) (void)schema::place_of(object, error.field);
  const std::vector<schema::Error> errors = verdict.errors;
  require(judge.create(object).errors == errors);
  if (errors.empty()) (void)judge.update(object, object);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  Diagnostics said;
  schema::Judge judge;
  const doc::Node* before = nullptr;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("fuzz.yaml", std::move(text)), said);
  for (const doc::Document& document : documents) {
    const doc::Node& object = document.root();
    if (object["kind"].text() == "CustomResourceDefinition") judge.add_crd(document, object, said);
    if (!object.is_map() || !judge.knows(object["apiVersion"].text(), object["kind"].text())) continue;
    judge_object(judge, object);
    if (before) (void)judge.update(*before, object);
    before = &object;
    (void)judge.create_text(doc::write_json(object, doc::JsonLayout::Compact));
  }
  return 0;
}
