#include "schema/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "doc/draft.h"
#include "kube/decode/go_time.h"
#include "schema/builtin/fields.h"

namespace slipway::schema {
namespace {

using kube::FieldType;
using Kind = FieldType::Kind;

constexpr std::string_view kQuantity = "resource.Quantity", kTime = "v1.Time", kMicroTime = "v1.MicroTime";

/// Whether an amount or a time may stand in values of the type, at any depth. (No type of these trees holds itself.)
bool may_change(const FieldType& type) {
  const bool is_plain = type.kind < Kind::Slice || type.kind == Kind::Interface;
  if (is_plain) return false;
  enum class Answer : std::uint8_t { Unknown, No, Yes };
  static thread_local std::vector<Answer> answers;  // by place among the types
  const auto place = kube::FieldTrees::builtin().place_of(type);
  if (!place) return false;
  if (answers.size() <= *place) answers.resize(*place + 1);
  if (answers[*place] != Answer::Unknown) return answers[*place] == Answer::Yes;
  const auto holds = [](const FieldType& one) {
    if (one.kind == Kind::Custom) return one.name == kQuantity || one.name == kTime || one.name == kMicroTime;
    return (one.element.type && may_change(*one.element.type)) ||
           std::ranges::any_of(one.fields, [](const FieldType::Field& field) { return may_change(*field.use.type); });
  };
  const bool answer = holds(type);
  answers[*place] = answer ? Answer::Yes : Answer::No;
  return answer;
}

std::string quantity_text(const doc::Node& node) {
  return node.is_null() ? "0" : builtin::quantity_of(node).to_string();
}

/// "2026-01-02T03:04:05Z", with six digits of a fraction for micro time.
std::string time_text(const doc::Node& node, bool is_micro) {
  const std::string_view text = node.text();
  const auto nanos = kube::parse_time(text, is_micro ? kube::TimeLayout::Microseconds : kube::TimeLayout::Seconds);
  if (!nanos) return std::string(text);
  using namespace std::chrono;
  const sys_time<nanoseconds> at{nanoseconds(*nanos)};
  const sys_days day = floor<days>(at);
  const year_month_day date(day);
  if (text.size() < 5 || int(date.year()) < 1680 || int(date.year()) > 2260) return std::string(text);
  const hh_mm_ss time(floor<microseconds>(at) - day);
  std::string out =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()),
                  time.hours().count(), time.minutes().count(), time.seconds().count());
  if (is_micro) out += fmt::format(".{:06}", time.subseconds().count());
  return out + "Z";
}

class Canonicalizer {
 public:
  explicit Canonicalizer(doc::Arena& arena) : arena_(arena) {}

  std::optional<doc::Node> of(const doc::Node& node, const FieldType::Use& use) {
    const FieldType& type = *use.type;
    if (!may_change(type) || (node.is_null() && (use.pointer || type.name != kQuantity))) return std::nullopt;
    switch (type.kind) {
      case Kind::Custom:
        return scalar(node, type.name);
      case Kind::Slice:
        return list(node, type.element);
      case Kind::Map:
      case Kind::Struct:
        return map(node, type);
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<doc::Node> scalar(const doc::Node& node, std::string_view type) {
    const std::string text = type == kQuantity ? quantity_text(node) : time_text(node, type == kMicroTime);
    if (node.is_string() && node.text() == text) return std::nullopt;
    doc::Draft holder({}, arena_);
    return holder.text(text);
  }

  std::optional<doc::Node> list(const doc::Node& node, const FieldType::Use& element) {
    std::vector<doc::Node> items;
    std::size_t i = 0;
    for (const doc::Node& item : node.items()) {
      if (const auto made = of(item, element)) {
        if (items.empty()) items.assign(node.items().begin(), node.items().end());
        items[i] = *made;
      }
      ++i;
    }
    if (items.empty()) return std::nullopt;
    return doc::Draft({}, arena_).list_of(items, node);
  }

  std::optional<doc::Node> map(const doc::Node& node, const FieldType& type) {
    if (!node.is_map()) return std::nullopt;
    doc::Draft draft(node, arena_);
    for (const doc::Member& member : node.members()) {
      const FieldType::Use* use = &type.element;
      if (type.kind == Kind::Struct) {
        const FieldType::Field* field = type.find(member.key.text());
        if (field == nullptr) continue;
        use = &field->use;
      }
      if (member.value.is_null() && type.kind == Kind::Struct) continue;  // not sent at all
      if (const auto made = of(member.value, *use)) draft.set(member.key.text(), *made);
    }
    return draft.is_changed() ? std::optional(draft.node()) : std::nullopt;
  }

  doc::Arena& arena_;
};

}  // namespace

std::optional<doc::Node> canonical(const doc::Node& node, const FieldType& type, doc::Arena& arena) {
  return Canonicalizer(arena).of(node, {&type, true});
}

}  // namespace slipway::schema
