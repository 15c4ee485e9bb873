#include "schema/verdict.h"

#include "doc/json.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/requests.h"
#include "schema/decoding_error.h"

namespace slipway::schema {
namespace {

struct KindName {
  std::string_view api_version, kind;
};
KindName kind_of(const doc::Node& object) { return {object["apiVersion"].text(), object["kind"].text()}; }

}  // namespace

struct Judge::State {
  std::unique_ptr<doc::Arena> arena;  // of the last question

  doc::Arena& fresh_arena() {
    arena = std::make_unique<doc::Arena>();
    return *arena;
  }
  doc::Document parsed;  // of create_text
};

Judge::Judge() : state_(std::make_unique<State>()) {}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;

bool Judge::knows(std::string_view api_version, std::string_view kind) const {
  return builtin::find_builtin(api_version, kind) != nullptr;
}

Verdict Judge::create(const doc::Node& object) {
  const auto [api_version, kind] = kind_of(object);
  doc::Arena& arena = state_->fresh_arena();
  if (const builtin::BuiltinKind* row = builtin::find_builtin(api_version, kind))
    return builtin::create(*row, object, {}, arena);
  return bad_request("no such kind");
}

Verdict Judge::create_text(std::string_view json) {
  doc::JsonOutcome read = doc::unmarshal_json(std::make_shared<SourceText>("object.json", std::string(json)));
  if (read.error) return bad_request(read.error->message);
  state_->parsed = read.document;
  const doc::Node& object = state_->parsed.root();
  const auto [api_version, kind] = kind_of(object);
  doc::Arena& arena = state_->fresh_arena();
  if (const builtin::BuiltinKind* row = builtin::find_builtin(api_version, kind))
    return builtin::create(*row, object, json, arena);
  return bad_request("no such kind");
}

Verdict Judge::update(const doc::Node& old, const doc::Node& object) {
  const auto [api_version, kind] = kind_of(old);
  doc::Arena& arena = state_->fresh_arena();
  if (const builtin::BuiltinKind* row = builtin::find_builtin(api_version, kind))
    return builtin::update(*row, old, object, arena);
  return bad_request("no such kind");
}

void Judge::add_crd(const doc::Document&, const doc::Node&, Diagnostics&) {}

}  // namespace slipway::schema
