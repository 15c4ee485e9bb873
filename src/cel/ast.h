#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "cel/functions.h"
#include "cel/type.h"
#include "cel/value.h"

namespace slipway::cel {

enum class ExprKind : std::uint8_t {
  Unspecified,
  Literal,
  Ident,
  Select,
  Call,
  List,
  Map,
  Struct,
  Comprehension,
};

/// One node of a parsed expression: what its kind does not use is empty. Macros are expanded already.
struct Expr {
  ExprKind kind = ExprKind::Unspecified;
  bool test_only = false;  // Select: made by has()
  int offset = -1;         // where it starts, in characters; -1: nowhere, of what a macro was
  std::string name;        // Ident; Select: field; Call: function; Struct: type; Literal: text
  Value literal;

  Expr* target = nullptr;           // Select: operand; Call: of a member call
  std::vector<Expr*> arguments;     // Call; List: elements; Map: keys and values in turn; Struct: values
  std::vector<bool> optional;       // List, Map, Struct: elements and entries marked `?`
  std::vector<std::string> fields;  // Struct
  std::vector<int> entry_offsets;   // Map, Struct

  // Comprehension
  std::string variable, second_variable, accumulator;
  Expr *range = nullptr, *initial = nullptr, *condition = nullptr, *step = nullptr, *result = nullptr;

  // What the checker found.
  const Type* type = nullptr;
  std::vector<const Overload*> overloads;  // Call: those that may be meant
  bool refers = false;                     // Ident (or a Select read as one): a declared name
  bool names_type = false;                 // and that of a type
};

/// Expressions of one text; they stay where they are.
class Ast {
 public:
  Expr* make(ExprKind kind, int offset) {
    Expr& made = nodes_.emplace_back();
    made.kind = kind;
    made.offset = offset;
    return &made;
  }
  Expr* root = nullptr;
  std::size_t size() const { return nodes_.size(); }

 private:
  std::deque<Expr> nodes_;
};

/// "a.b.c", when an expression is made of names alone; "" otherwise.
std::string qualified_name(const Expr& expr);

/// How the results of macros are named: no text can say it.
inline constexpr std::string_view kAccumulator = "@result";

}  // namespace slipway::cel
