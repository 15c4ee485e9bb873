// Selectors, images, ARNs and addresses: what is read prints to a text that reads as the same; a selector and its
// structured form choose the same labels.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kube/arn.h"
#include "kube/field_checks.h"
#include "kube/field_selector.h"
#include "kube/image.h"
#include "kube/ip_address.h"
#include "kube/label_selector.h"
#include "kube/names.h"
#include "kube/selector.h"

namespace {

using namespace slipway::kube;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Label sets that a selector may or may not choose: none, each of its values, and others.
std::vector<Labels> label_sets(const Selector& selector) {
  std::vector<Labels> sets(1);
  Labels all;
  for (const Requirement& one : selector.requirements) {
    sets.push_back({{one.key, "7"}});
    for (const std::string& value : one.values) sets.push_back({{one.key, value}});
    all[one.key] = one.values.empty() ? "" : one.values[0];
  }
  sets.push_back(std::move(all));
  return sets;
}

void check_label_selector(std::string_view text) {
  const auto selector = Selector::parse(text);
  const auto structured = parse_label_selector(text);
  if (!selector) {
    require(selector.error().offset <= text.size() && !selector.error().message.empty() && !structured);
    return;
  }
  const auto again = Selector::parse(selector->to_string());
  require(again && *again == *selector);
  require(std::ranges::is_sorted(selector->requirements, {}, &Requirement::key));
  const auto as_selector = structured ? to_selector(*structured) : to_selector(std::nullopt);
  require(as_selector.has_value());
  for (const Labels& labels : label_sets(*selector)) {
    // Two equalities of one key cannot both hold; the structured form keeps the last.
    if (structured && selector->matches(labels)) require(as_selector->matches(labels));
    for (Requirement one : selector->requirements) {
      if (one.op != SelectorOperator::In) continue;
      const bool in = one.matches(labels);
      one.op = SelectorOperator::NotIn;
      require(one.matches(labels) != in);
    }
  }
}

void check_field_selector(std::string_view text) {
  const auto selector = FieldSelector::parse(text);
  if (!selector) return require(selector.error().offset <= text.size() && !selector.error().message.empty());
  const auto again = FieldSelector::parse(selector->to_string());
  require(again && std::ranges::is_permutation(again->requirements, selector->requirements));
}

void check_references(std::string_view text) {
  if (const auto image = ImageReference::parse(text)) {
    const auto again = ImageReference::parse(image->to_string());
    require(again && *again == *image);
  }
  if (const auto arn = Arn::parse(text)) require(arn->to_string() == text);
  if (const auto ip = read_ip(text)) {
    const auto again = read_ip(ip->address.to_string());
    require(again && again->address == ip->address && !again->leading_zeros);
    require(check_ip(FieldPath("f"), ip->address.to_string()).empty());
  }
  if (const auto cidr = read_cidr(text); cidr && !cidr->mapped) {
    const auto again = read_cidr(cidr->cidr.to_string());
    require(again && again->cidr == cidr->cidr);
  }
}

void check_names(std::string_view text) {
  if (check_dns1123_label(text).empty())
    require(check_dns1123_subdomain(text).empty() && check_label_value(text).empty());
  if (check_dns1035_label(text).empty()) require(check_dns1123_label(text).empty());
  if (check_label_key(text).empty()) require(check_annotations({{std::string(text), ""}}, FieldPath("f")).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_label_selector(text);
  check_field_selector(text);
  check_references(text);
  check_names(text);
  return 0;
}
