#include "ops/preflight/answers.h"

#include <charconv>

#include "cloud/operations.h"
#include "cloud/reasons.h"
#include "doc/json.h"

namespace slipway::ops::preflight_checks {

const Answers::Answer& Answers::ask(std::string_view service, std::string_view operation, const doc::Map& parameters) {
  const std::string key = std::string(service) + " " + std::string(operation) + " " +
                          doc::write_json(doc::Value(parameters), doc::JsonLayout::Compact);
  Kept* kept = nullptr;
  {
    const std::lock_guard lock(mutex_);
    kept = &kept_[key];
    kept->action = cloud::action_of(service, operation);
  }
  std::call_once(kept->once, [&] { kept->answer = aws_.call(service, operation, parameters); });
  return *kept->answer;
}

std::set<std::string> Answers::refused() const {
  std::set<std::string> actions;
  for (const auto& [key, kept] : kept_) {
    if (!kept.answer || *kept.answer) continue;
    const auto& failure = kept.answer->error();
    if (cloud::is_denial(failure.status, failure.code)) actions.insert(kept.action);
  }
  return actions;
}

Answers::Listed Answers::list(std::string_view service, std::string_view operation, doc::Map parameters,
                              std::string_view list_name, std::string_view next, std::string_view token) {
  Listed listed;
  for (int page = 0; page < kMostPages; ++page) {
    const Answer& answer = ask(service, operation, parameters);
    if (!answer) {
      listed.failure = &answer.error();
      listed.is_whole = false;
      return listed;
    }
    for (const doc::Node& item : answer->root()[list_name].items()) listed.items.push_back(&item);
    const std::string_view more = answer->root()[next].text();
    if (more.empty()) return listed;
    parameters.set(token, more);
  }
  listed.is_whole = false;
  return listed;
}

Answers::Listed Answers::ec2(std::string_view operation, doc::Map parameters, std::string_view list_name) {
  return list("ec2", operation, std::move(parameters), list_name, "nextToken", "NextToken");
}

doc::Map filter(std::string_view name, std::vector<std::string> values) {
  doc::List list;
  for (std::string& value : values) list.add(std::move(value));
  return {{"Name", name}, {"Value", std::move(list)}};
}

std::int64_t number_of(const doc::Node& node, std::int64_t otherwise) {
  if (node.kind() == doc::Kind::Float) {
    const double number = node.number();
    return number >= 0 && number < 1e15 ? static_cast<std::int64_t>(number) : otherwise;
  }
  std::int64_t number = 0;
  const std::string_view text = node.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

std::string_view tag_of(const doc::Node& tagged, std::string_view key) {
  for (const doc::Node& tag : tagged["tagSet"].items())
    if (tag["key"].text() == key) return tag["value"].text();
  return {};
}

}  // namespace slipway::ops::preflight_checks
