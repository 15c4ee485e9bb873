#include "ops/aws_refusal.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "io/trouble.h"

namespace slipway::ops {
namespace {

/// What stands after `before` up to the first of `ends`; "" when it is not there.
std::string_view after(std::string_view text, std::string_view before, std::string_view ends) {
  const auto at = text.find(before);
  if (at == text.npos) return {};
  text.remove_prefix(at + before.size());
  return text.substr(0, text.find_first_of(ends));
}

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value >= 100 && value < 600 ? value : 0;
}

/// Codes are words: "InvalidParameterValue", "Client.VolumeLimitExceeded".
bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 80 && text[0] >= 'A' && text[0] <= 'Z' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
         });
}

/// "VcpuLimitExceeded: You have …" into code and message.
void take_code(std::string_view said, AwsRefusal& into) {
  if (said.starts_with("api error ")) said.remove_prefix(10);
  const auto colon = said.find(':');
  if (colon != said.npos && is_code(said.substr(0, colon))) {
    into.code = said.substr(0, colon);
    said.remove_prefix(colon + 1);
  } else if (is_code(trim(said))) {
    into.code = trim(said);
    said = {};
  }
  into.message = trim(said);
}

/// The SDK's first version: "AccessDenied: User … \n\tstatus code: 403, request id: 0f…".
std::optional<ReadRefusal> read_older(std::string_view text) {
  constexpr std::string_view kStatus = "status code: ";
  const auto at = text.find(kStatus);
  if (at == text.npos) return std::nullopt;
  ReadRefusal read;
  read.refusal.status = number(after(text, kStatus, ", \n"));
  read.refusal.request = after(text, "request id: ", ", \n)");
  // The code is the last word before a colon that begins a sentence of AWS's: what is before it is the provider's.
  auto head = text.substr(0, at);
  for (auto from = head.size(); from-- > 0;) {
    if (from > 0 && head[from - 1] != ' ') continue;
    const auto word = head.substr(from, head.find(':', from) - from);
    if (!is_code(word) || from + word.size() >= head.size()) continue;
    // One word of prose before a colon ("Error:") is no code.
    if (std::ranges::count_if(word, [](char c) { return c >= 'A' && c <= 'Z'; }) < 2) continue;
    take_code(head.substr(from), read.refusal);
    read.begin = from;
    return read;
  }
  return std::nullopt;
}

}  // namespace

std::string AwsRefusal::text() const {
  std::string said = service + (operation.empty() ? "" : " " + operation);
  for (const auto& more : {code, message})
    if (!more.empty()) said += (said.empty() ? "" : ": ") + more;
  std::string end = status != 0 ? io::status_in_words(status) : "";
  if (!request.empty()) end += (end.empty() ? "request " : ", request ") + request;
  if (end.empty()) return said;
  while (said.ends_with('.')) said.pop_back();
  return fmt::format("{}; {}", said, end);
}

std::optional<ReadRefusal> read_refusal(std::string_view text) {
  constexpr std::string_view kOperation = "operation error ";
  ReadRefusal read;
  AwsRefusal& refusal = read.refusal;
  const auto begin = text.find(kOperation);
  if (begin == text.npos) {
    auto older = read_older(text);
    if (!older) return std::nullopt;
    older->refusal.action = after(text, "not authorized to perform: ", " \n,");
    return older;
  }
  read.begin = begin;
  auto rest = text.substr(begin + kOperation.size());
  const auto colon = rest.find(": ");
  if (colon == rest.npos) return std::nullopt;
  refusal.service = trim(rest.substr(0, colon));
  rest.remove_prefix(colon + 2);
  const auto comma = rest.find(", ");
  refusal.operation = trim(rest.substr(0, comma));
  rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 2);
  refusal.status = number(after(rest, "StatusCode: ", ", "));
  refusal.request = after(rest, "RequestID: ", ", ");
  for (const std::string_view part : {"RequestID: ", "HostID: "}) {
    const auto at = rest.find(part);
    if (at == rest.npos) continue;
    const auto end = rest.find(", ", at + part.size());
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 2);
  }
  take_code(rest, refusal);
  refusal.action = after(refusal.message, "not authorized to perform: ", " \n,");
  return read;
}

}  // namespace slipway::ops
