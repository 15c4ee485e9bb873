#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "cel/numbers.h"
#include "cel/operations.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

Value duration(std::int64_t nanoseconds) {
  Value made = Value::of(nanoseconds);
  made.kind = Kind::Duration;
  return made;
}

bool is_comparable(const Value& value) {
  switch (value.kind) {
    case Kind::Bool:
    case Kind::Int:
    case Kind::Uint:
    case Kind::Double:
    case Kind::String:
    case Kind::Bytes:
    case Kind::Duration:
    case Kind::Timestamp:
      return true;
    default:
      return false;
  }
}

Value is_sorted(const Value& list, Scratch& scratch) {
  Value before;
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    const Value item = list_item(list, i, scratch);
    if (!is_comparable(item)) return error_or_no_overload(item);
    if (i > 0) {
      const Value order = compared(before, item);
      if (order.kind == Kind::Int && order.integer > 0) return Value::of(false);
    }
    before = item;
  }
  return Value::of(true);
}

Value extreme(const Value& list, int wanted, std::string_view name, Scratch& scratch) {
  if (list_size(list) == 0) return error_value(scratch, fmt::format("{} called on empty list", name));
  Value best;
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    const Value item = list_item(list, i, scratch);
    if (!is_comparable(item)) return error_or_no_overload(item);
    const Value order = i > 0 ? compared(best, item) : Value::null();
    if (i == 0 || (order.kind == Kind::Int && order.integer == wanted)) best = item;
  }
  return best;
}

Value sum_of(const Value& list, Value total, Scratch& scratch) {
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    total = run_arithmetic(Operation::Add, total, list_item(list, i, scratch), scratch);
    if (total.is_error()) return total;
  }
  return total;
}

Value place_of(const Value& list, const Value& item, bool last, Scratch& scratch) {
  const std::uint32_t size = list_size(list);
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t at = last ? size - 1 - i : i;
    if (equals(list_item(list, at, scratch), item, scratch).is_true()) return Value::of(std::int64_t{at});
  }
  return Value::of(std::int64_t{-1});
}

Value slice(const Value& list, std::int64_t start, std::int64_t end, Scratch& scratch) {
  const auto wrong = [&](std::string why) {
    return error_value(scratch, fmt::format("cannot slice({}, {}), {}", start, end, why));
  };
  if (start < 0 || end < 0) return wrong("negative indexes not supported");
  if (start > end) return wrong("start index must be less than or equal to end index");
  if (end > static_cast<std::int64_t>(list_size(list))) return wrong(fmt::format("list is length {}", list_size(list)));
  ListValue* made = new_list(static_cast<std::uint32_t>(end - start), scratch);
  for (std::int64_t i = start; i < end; ++i)
    append(*made, list_item(list, static_cast<std::uint32_t>(i), scratch), scratch);
  return list_value(made);
}

void flatten(const Value& list, std::int64_t depth, ListValue& into, Scratch& scratch) {
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    const Value item = list_item(list, i, scratch);
    if (depth > 0 && is_list(item))
      flatten(item, depth - 1, into, scratch);
    else
      append(into, item, scratch);
  }
}

Value sorted(const Value& list, const Value& keys, Scratch& scratch) {
  const std::uint32_t size = list_size(list);
  if (size != list_size(keys))
    return error_value(scratch,
                       fmt::format("@sortByAssociatedKeys() expected a list of the same size as the associated "
                                   "keys list, but got {} and {} elements respectively",
                                   size, list_size(keys)));
  if (size == 0) return list;
  struct Entry {
    Value key, item;
  };
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < size; ++i)
    entries.push_back({list_item(keys, i, scratch), list_item(list, i, scratch)});
  if (!is_comparable(entries[0].key)) return error_value("list elements must be comparable");
  for (const Entry& entry : entries)
    if (entry.key.kind != entries[0].key.kind && size > 1) return error_value("list elements must have the same type");
  const auto earlier = [](const Entry& a, const Entry& b) {
    const Value order = compared(a.key, b.key);
    return order.kind == Kind::Int && order.integer < 0;
  };
  const bool unordered = std::ranges::any_of(entries, [](const Entry& entry) {
    return entry.key.kind == Kind::Double && entry.key.number != entry.key.number;
  });
  if (unordered) throw CannotRun{"sorting a list with NaN"};
  std::ranges::stable_sort(entries, earlier);
  ListValue* made = new_list(size, scratch);
  for (const Entry& entry : entries) append(*made, entry.item, scratch);
  return list_value(made);
}

Value distinct(const Value& list, Scratch& scratch) {
  if (list_size(list) == 0) return list;
  ListValue* made = new_list(4, scratch);
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    const Value item = list_item(list, i, scratch);
    bool seen = false;
    for (std::uint32_t j = 0; j < made->size && !seen; ++j)
      seen = i != j && equals(item, made->items[j], scratch).is_true();
    if (!seen) append(*made, item, scratch);
  }
  return list_value(made);
}

Value range(std::int64_t end, Scratch& scratch) {
  ListValue* made = new_list(4, scratch);
  for (std::int64_t i = 0; i < end; ++i) append(*made, Value::of(i), scratch);
  return list_value(made);
}

Value sets_contain(const Value& list, const Value& part, Scratch& scratch) {
  for (std::uint32_t i = 0; i < list_size(part); ++i) {
    const Value one = contains(list, list_item(part, i, scratch), scratch);
    if (!one.is_true()) return one;
  }
  return Value::of(true);
}

Value sets(Operation operation, const Value& a, const Value& b, Scratch& scratch) {
  if (operation == Operation::SetsContains) return sets_contain(a, b, scratch);
  if (operation == Operation::SetsEquivalent) {
    const Value one = sets_contain(a, b, scratch);
    return one.is_true() ? sets_contain(b, a, scratch) : one;
  }
  for (std::uint32_t i = 0; i < list_size(a); ++i)
    if (contains(b, list_item(a, i, scratch), scratch).is_true()) return Value::of(true);
  return Value::of(false);
}

Value optional(const Value* inner) {
  Value made;
  made.kind = Kind::Optional;
  made.inner = inner;
  return made;
}

Value some(const Value& value, Scratch& scratch) {
  Value* kept = scratch.make<Value>();
  *kept = value;
  return optional(kept);
}

bool is_zero(const Value& value) {
  switch (value.kind) {
    case Kind::Null:
      return true;
    case Kind::Bool:
    case Kind::Int:
    case Kind::Duration:
      return value.integer == 0;
    case Kind::Uint:
      return value.unsigned_integer == 0;
    case Kind::Double:
      return value.number == 0;
    case Kind::String:
    case Kind::Bytes:
      return value.size == 0;
    case Kind::List:
      return value.list->size == 0;
    case Kind::Map:
      return value.map->size == 0;
    case Kind::NodeList:
    case Kind::NodeMap:
      return value.schema->form == Schema::Form::Json && value.node->size() == 0;
    case Kind::Timestamp:
      return value.integer == -62'135'596'800 && value.size == 0;  // of Go, year 1
    default:
      return false;
  }
}

Value unwrapped(const Value& list, Scratch& scratch) {
  ListValue* made = new_list(4, scratch);
  for (std::uint32_t i = 0; i < list_size(list); ++i) {
    const Value item = list_item(list, i, scratch);
    if (item.kind != Kind::Optional)
      return error_value(scratch, fmt::format("value {} is not optional", printed(item)));
    if (item.inner) append(*made, *item.inner, scratch);
  }
  return list_value(made);
}

Value includes(const Value& target, const Value& item, Scratch& scratch) {
  constexpr std::uint32_t kMost = 48;
  if (!is_list(target)) return Value::of(equals(target, item, scratch).is_true());
  for (std::uint32_t i = 0; i < list_size(target); ++i) {
    if (i >= kMost)
      return error_value(scratch,
                         fmt::format("'includes' function cannot be applied to lists longer than {} values", kMost));
    if (equals(list_item(target, i, scratch), item, scratch).is_true()) return Value::of(true);
  }
  return Value::of(false);
}

}  // namespace

Value run_list(Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const Value& first = arguments.empty() ? Value() : arguments[0];
  switch (operation) {
    case Operation::Size:
      return Value::of(static_cast<std::int64_t>(size_of(first)));
    case Operation::In:
      return contains(arguments[1], first, scratch);
    case Operation::IsSorted:
      return is_sorted(first, scratch);
    case Operation::SumInt:
      return sum_of(first, Value::of(std::int64_t{0}), scratch);
    case Operation::SumUint:
      return sum_of(first, Value::of_uint(0), scratch);
    case Operation::SumDouble:
      return sum_of(first, Value::of(0.0), scratch);
    case Operation::SumDuration:
      return sum_of(first, duration(0), scratch);
    case Operation::Max:
      return extreme(first, -1, "max", scratch);
    case Operation::Min:
      return extreme(first, 1, "min", scratch);
    case Operation::ListIndexOf:
      return place_of(first, arguments[1], false, scratch);
    case Operation::ListLastIndexOf:
      return place_of(first, arguments[1], true, scratch);
    case Operation::Slice:
      return slice(first, arguments[1].integer, arguments[2].integer, scratch);
    case Operation::Flatten: {
      if (!is_list(first))
        return error_value(scratch, fmt::format("no such overload: {}.flatten()", type_of(first)->to_string()));
      const std::int64_t depth = arguments.size() > 1 ? arguments[1].integer : 1;
      if (depth < 0) return error_value("level must be non-negative");
      ListValue* made = new_list(4, scratch);
      flatten(first, depth, *made, scratch);
      return list_value(made);
    }
    case Operation::Sort:
      return sorted(first, first, scratch);
    case Operation::SortBy:
      return sorted(first, arguments[1], scratch);
    case Operation::Range:
      return range(first.integer, scratch);
    case Operation::Reverse: {
      ListValue* made = new_list(list_size(first), scratch);
      for (std::uint32_t i = list_size(first); i-- > 0;) append(*made, list_item(first, i, scratch), scratch);
      return list_value(made);
    }
    case Operation::Distinct:
      return distinct(first, scratch);
    case Operation::SetsContains:
    case Operation::SetsEquivalent:
    case Operation::SetsIntersects:
      return sets(operation, first, arguments[1], scratch);
    case Operation::OptionalOf:
      return some(first, scratch);
    case Operation::OptionalOfNonZero:
      return is_zero(first) ? optional(nullptr) : some(first, scratch);
    case Operation::OptionalNone:
      return optional(nullptr);
    case Operation::OptionalValue:
      return first.inner ? *first.inner : error_value("optional.none() dereference");
    case Operation::OptionalHasValue:
      return Value::of(first.inner != nullptr);
    case Operation::First:
    case Operation::Last: {
      const std::uint32_t size = list_size(first);
      if (size == 0) return optional(nullptr);
      return some(list_item(first, operation == Operation::First ? 0 : size - 1, scratch), scratch);
    }
    case Operation::Unwrap:
      return unwrapped(first, scratch);
    default:
      return includes(first, arguments[1], scratch);
  }
}

}  // namespace slipway::cel
