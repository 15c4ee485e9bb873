#include "cel/cost_calls.h"

#include <algorithm>
#include <array>

namespace slipway::cel {
namespace {

using SizeAt = std::function<std::optional<Range>(const CostPath&)>;

constexpr std::uint64_t kCheckCost = 350'000;
constexpr double kNamedFormatPattern = 128;
constexpr std::uint64_t kLongestFormatName = 64;
constexpr std::uint64_t kDeviceListValues = 48;

constexpr std::array<std::string_view, 11> kAuthorizer = {"allowed",  "error",          "errored",    "group",
                                                          "name",     "namespace",      "path",       "reason",
                                                          "resource", "serviceAccount", "subresource"};
constexpr std::array<std::string_view, 26> kCheap = {"add",
                                                     "asApproximateFloat",
                                                     "asInteger",
                                                     "compareTo",
                                                     "family",
                                                     "format.named",
                                                     "getEscapedPath",
                                                     "getHost",
                                                     "getHostname",
                                                     "getPort",
                                                     "getQuery",
                                                     "getScheme",
                                                     "isGlobalUnicast",
                                                     "isGreaterThan",
                                                     "isInteger",
                                                     "isLessThan",
                                                     "isLinkLocalMulticast",
                                                     "isLinkLocalUnicast",
                                                     "isLoopback",
                                                     "isUnspecified",
                                                     "major",
                                                     "masked",
                                                     "minor",
                                                     "patch",
                                                     "prefixLength",
                                                     "sign"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

CallCost costs(Range cost) { return {cost, std::nullopt}; }

class Library {
 public:
  Library(std::string_view function, std::string_view overload, const CostNode* target,
          std::span<const CostNode> arguments, const SizeAt& size_at)
      : function_(function), overload_(overload), target_(target), arguments_(arguments), size_at_(size_at) {}

  std::optional<CallCost> run() {
    if (const auto cost = collections()) return cost;
    if (function_ == "includes") return costs({0, kDeviceListValues});
    if (function_ == "check") return costs(fixed(kCheckCost));
    if (is_one_of(kAuthorizer, function_) || is_one_of(kCheap, function_) || function_ == "sub") return costs(fixed(1));
    if (const auto cost = texts()) return cost;
    return addresses();
  }

 private:
  Range size(const CostNode& node) const {
    if (node.size) return *node.size;
    return size_at_(node.path).value_or(Range{0, kUnbounded});
  }

  static CallCost allocating(double factor, Range elements) {
    return {scaled(elements, factor) + fixed(1) + fixed(kListCost), elements};
  }
  static std::uint64_t whole_number(const CostNode& node, std::uint64_t otherwise) {
    if (node.expr->kind != ExprKind::Literal || node.expr->literal.kind != Value::Kind::Int) return otherwise;
    return static_cast<std::uint64_t>(std::max<std::int64_t>(node.expr->literal.integer, 0));
  }
  CallCost sorting(const CostNode& keys) const {
    const bool text = overload_.starts_with("list_string_") || overload_.starts_with("list_bytes_");
    const Range elements = size(keys);
    return allocating(text ? 2.0 + kPerCharacter : 2.0, elements * elements);
  }

  /// By overload: what cel-go's own extensions say.
  std::optional<CallCost> collections() const {
    if (overload_ == "list_slice" && target_ && arguments_.size() == 2) {
      const std::uint64_t end = whole_number(arguments_[1], size(*target_).max);
      return allocating(1, fixed(end - whole_number(arguments_[0], 0)));
    }
    if (overload_ == "lists_range") return allocating(1, fixed(whole_number(arguments_[0], kUnbounded)));
    if (overload_ == "list_reverse") return allocating(1, size(*target_));
    if (overload_ == "list_flatten" || overload_ == "list_flatten_int") {
      const std::uint64_t depth = arguments_.empty() ? 1 : whole_number(arguments_[0], kUnbounded);
      return allocating(static_cast<double>(depth), size(*target_));
    }
    if (overload_ == "list_distinct") return allocating(2, size(*target_) * size(*target_));
    if (overload_.ends_with("_sort")) return sorting(*target_);
    if (overload_.ends_with("_sortByAssociatedKeys")) return sorting(arguments_[0]);
    if (overload_.starts_with("list_sets_")) {
      const double factor = overload_ == "list_sets_equivalent_list" ? 2 : 1;
      return costs(scaled(size(arguments_[0]) * size(arguments_[1]), factor) + fixed(1));
    }
    return std::nullopt;
  }

  std::optional<CallCost> texts() const {
    if (function_ == "fieldSelector" || function_ == "labelSelector") {
      if (arguments_.size() != 1) return std::nullopt;
      const Range length = size(arguments_[0]);
      return costs(fixed(kListCost) + scaled(length, kPerCharacter) +
                   scaled(scaled(length, 0.5), static_cast<double>(kListCost + kMessageCost)));
    }
    if (function_ == "isSorted" || function_ == "sum" || function_ == "max" || function_ == "min" ||
        function_ == "indexOf" || function_ == "lastIndexOf")
      return target_ ? std::optional(elements()) : std::nullopt;
    if (function_ == "url" || function_ == "jsonpatch.escapeKey") {
      if (arguments_.size() != 1) return std::nullopt;
      return CallCost{scaled(size(arguments_[0]), kPerCharacter), size(arguments_[0])};
    }
    if (function_ == "lowerAscii" || function_ == "upperAscii" || function_ == "substring" || function_ == "trim") {
      if (!target_) return std::nullopt;
      return CallCost{scaled(size(*target_), kPerCharacter), size(*target_)};
    }
    if (function_ == "replace" && target_ && arguments_.size() >= 2) return replace();
    if (function_ == "split" && target_) {
      const Range text = size(*target_);
      std::uint64_t most = text.max;
      if (arguments_.size() > 1 && arguments_[1].expr->kind == ExprKind::Literal &&
          arguments_[1].expr->literal.kind == Value::Kind::Int)
        most = static_cast<std::uint64_t>(arguments_[1].expr->literal.integer);
      return CallCost{scaled(text, 2 * kPerCharacter), Range{0, most}};
    }
    if (function_ == "join" && target_) return join();
    if ((function_ == "find" || function_ == "findAll") && target_ && !arguments_.empty()) {
      const Range text = size(*target_);
      const Range walk = scaled(text + fixed(1), kPerCharacter);
      return CallCost{walk * scaled(size(arguments_[0]), kPerPatternCharacter), Range{0, text.max}};
    }
    return std::nullopt;
  }

  CallCost elements() const {
    if (target_->type->parameters.empty()) return costs(scaled(size(*target_), kPerCharacter));
    const Type* type = target_->type->parameters[0];
    Range each = fixed(1);
    if (type->kind == TypeKind::String || type->kind == TypeKind::Bytes)
      each = each + scaled(element_size(), kPerCharacter);
    return costs(size(*target_) * each);
  }
  Range element_size() const {
    if (target_->path.empty()) return {0, kUnbounded};
    CostPath path = target_->path;
    path.emplace_back("@items");
    return size_at_(path).value_or(Range{0, kUnbounded});
  }

  CallCost join() const {
    Range text{0, 0};
    const Range count = size(*target_);
    if (!target_->type->parameters.empty()) text = count * element_size();
    if (!arguments_.empty()) {
      const Range separators{count.min > 0 ? count.min - 1 : 0, count.max > 0 ? count.max - 1 : 0};
      text = text + size(arguments_[0]) * separators;
    }
    return {scaled(text, kPerCharacter), text};
  }

  CallCost replace() const {
    const Range text = size(*target_), from = size(arguments_[0]), to = size(arguments_[1]);
    Range count{0, 0}, kept{0, 0};
    const auto one_more = [](std::uint64_t n) { return n < kUnbounded ? n + 1 : n; };
    const auto times = [](std::uint64_t length, std::uint64_t piece) {
      return static_cast<std::uint64_t>(std::ceil(static_cast<double>(length) / static_cast<double>(piece)));
    };
    if (from.min == 0) {
      count.max = one_more(text.max);
      kept.max = text.max;
    } else if (to.max <= from.min) {
      kept.max = text.max;
    } else {
      count.max = text.max == kUnbounded ? kUnbounded : times(text.max, from.min);
    }
    if (from.max == 0) {
      count.min = one_more(text.min);
      kept.min = text.min;
    } else if (from.max <= to.min) {
      kept.min = text.min;
    } else {
      count.min = times(text.min, from.max);
    }
    return {scaled(text, 2 * kPerCharacter), count * to + kept};
  }

  std::optional<CallCost> addresses() const {
    const auto walked = [&](double factor) { return costs(scaled(size(arguments_[0]), factor)); };
    const Range address = {4, 16};
    if (function_ == "ip" && overload_ == "cidr_ip") return costs(fixed(1));
    if (function_ == "_==_") return equality();
    if (arguments_.empty()) return std::nullopt;
    if (function_ == "cidr" || function_ == "isIP" || function_ == "isCIDR" || function_ == "ip" ||
        function_ == "quantity" || function_ == "isQuantity" || function_ == "semver" || function_ == "isSemver")
      return walked(kPerCharacter);
    if (function_ == "ip.isCanonical") return walked(2 * kPerCharacter);
    if (function_ == "validate")
      return costs(scaled(scaled(size(arguments_[0]), kPerCharacter), kNamedFormatPattern * kPerPatternCharacter));
    Range compared = scaled(address + address, kPerCharacter);
    if (function_ == "containsIP") {
      if (overload_ == "cidr_contains_ip_string") compared = compared + scaled(size(arguments_[0]), kPerCharacter);
      return costs(compared);
    }
    if (function_ == "containsCIDR") {
      compared = compared + scaled(address, kPerCharacter) + fixed(1);
      if (overload_ == "cidr_contains_cidr_string") compared = compared + scaled(size(arguments_[0]), kPerCharacter);
      return costs(compared);
    }
    return std::nullopt;
  }

  std::optional<CallCost> equality() const {
    if (arguments_.size() != 2) return std::nullopt;
    const Type &left = *arguments_[0].type, &right = *arguments_[1].type;
    if (left.runtime_name() != right.runtime_name()) return std::nullopt;
    if (&left == types::ip() || &left == types::cidr()) return costs(fixed(1));
    for (const Type* one : {types::quantity(), types::authorizer(), types::path_check(), types::group_check(),
                            types::resource_check(), types::decision(), types::semver()})
      if (&left == one) return costs(fixed(1));
    if (&left == types::format()) return costs(scaled(Range{1, kLongestFormatName}, kPerCharacter));
    if (&left == types::url()) {
      std::uint64_t most = 1;
      if (arguments_[1].size) most = arguments_[1].size->max;
      return costs(scaled(Range{1, most}, kPerCharacter));
    }
    return std::nullopt;
  }

  std::string_view function_, overload_;
  const CostNode* target_;
  std::span<const CostNode> arguments_;
  const SizeAt& size_at_;
};

}  // namespace

std::optional<CallCost> library_call_cost(std::string_view function, std::string_view overload, const CostNode* target,
                                          std::span<const CostNode> arguments, const SizeAt& size_at) {
  return Library(function, overload, target, arguments, size_at).run();
}

}  // namespace slipway::cel
