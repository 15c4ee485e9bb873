#include "cel/operations.h"

namespace slipway::cel {
namespace {

Value run_map_insert() { throw CannotRun{"transformMap and transformMapEntry"}; }

}  // namespace

Value run_operation(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const auto between = [operation](Operation first, Operation last) { return operation >= first && operation <= last; };
  if (operation == Operation::Not) {
    if (arguments[0].kind != Value::Kind::Bool) return error_or_no_overload(arguments[0]);
    return Value::of(arguments[0].integer == 0);
  }
  if (operation == Operation::NotStrictlyFalse)
    return arguments[0].kind == Value::Kind::Bool ? arguments[0] : Value::of(true);
  if (operation == Operation::Negate) return run_arithmetic(operation, arguments[0], arguments[0], scratch);
  if (between(Operation::Add, Operation::Subtract))
    return run_arithmetic(operation, arguments[0], arguments[1], scratch);
  if (between(Operation::Less, Operation::GreaterEquals))
    return run_comparison(operation, arguments[0], arguments[1], scratch);
  if (between(Operation::TypeOf, Operation::ToUint)) return run_conversion(operation, arguments[0], scratch);
  if (between(Operation::GetFullYear, Operation::GetMilliseconds)) return run_time(operation, arguments, scratch);
  if (between(Operation::MapInsert, Operation::MapInsertAll)) return run_map_insert();
  if (operation == Operation::CannotRun) throw CannotRun{"authorizer"};
  switch (operation) {
    case Operation::Contains:
    case Operation::EndsWith:
    case Operation::StartsWith:
    case Operation::Matches:
    case Operation::Find:
    case Operation::FindAll:
    case Operation::CharAt:
    case Operation::IndexOf:
    case Operation::LastIndexOf:
    case Operation::LowerAscii:
    case Operation::Replace:
    case Operation::Split:
    case Operation::Substring:
    case Operation::Trim:
    case Operation::UpperAscii:
    case Operation::FormatString:
    case Operation::Quote:
    case Operation::Join:
    case Operation::JsonPatchEscape:
      return run_text(step, operation, arguments, scratch);
    case Operation::ToUrl:
    case Operation::UrlScheme:
    case Operation::UrlHost:
    case Operation::UrlHostname:
    case Operation::UrlPort:
    case Operation::UrlEscapedPath:
    case Operation::UrlQuery:
    case Operation::IsUrl:
    case Operation::FormatValidate:
    case Operation::FormatNamed:
    case Operation::FormatConstant:
      return run_opaque(step, operation, arguments, scratch);
    default:
      break;
  }
  if (between(Operation::ToQuantity, Operation::QuantitySub) || between(Operation::ToIp, Operation::IsCidr) ||
      between(Operation::ToSemver, Operation::SemverPatch))
    return run_opaque(step, operation, arguments, scratch);
  return run_list(operation, arguments, scratch);
}

}  // namespace slipway::cel
