#include "cel/functions.h"

#include <algorithm>
#include <array>
#include <deque>

#include "cel/declarations.h"
#include "cel/environment.h"

namespace slipway::cel {
namespace {

/// Reads the letters of declarations.h.
class TypeReader {
 public:
  explicit TypeReader(Types& types) : types_(types) {}

  const Type* read(std::string_view& text) {
    const char letter = text[0];
    text.remove_prefix(1);
    switch (letter) {
      case 'b':
        return types::boolean();
      case 'i':
        return types::integer();
      case 'u':
        return types::uint();
      case 'd':
        return types::number();
      case 's':
        return types::string();
      case 'y':
        return types::bytes();
      case 'D':
        return types::duration();
      case 'T':
        return types::timestamp();
      case '*':
        return types::dyn();
      case 'q':
        return types::quantity();
      case 'U':
        return types::url();
      case 'P':
        return types::ip();
      case 'C':
        return types::cidr();
      case 'v':
        return types::semver();
      case 'F':
        return types::format();
      case 'a':
        return types::authorizer();
      case 'g':
        return types::group_check();
      case 'r':
        return types::resource_check();
      case 'h':
        return types::path_check();
      case 'c':
        return types::decision();
      case 'L':
      case 'M':
      case 'O':
      case 't':
        return with_parameters(letter, text);
      default:
        return types_.variable(std::string(1, letter));
    }
  }

 private:
  const Type* with_parameters(char letter, std::string_view& text) {
    text.remove_prefix(1);
    const Type* first = read(text);
    const Type* second = letter == 'M' ? read(text) : nullptr;
    text.remove_prefix(1);
    if (letter == 'L') return types_.list(first);
    if (letter == 'M') return types_.map(first, second);
    return letter == 'O' ? types_.optional(first) : types_.type_of(first);
  }

  Types& types_;
};

constexpr std::string_view kSingletons[] = {"!_",   "-_",   "@in",     "@sortByAssociatedKeys",
                                            "_%_",  "_*_",  "_+_",     "_-_",
                                            "_/_",  "_<=_", "_<_",     "_>=_",
                                            "_>_",  "dyn",  "matches", "size",
                                            "sort", "type"};
constexpr std::string_view kUnguarded[] = {"contains", "endsWith", "flatten", "startsWith"};

struct Table {
  Types types;
  std::deque<Function> functions;  // by name

  Table() {
    TypeReader reader(types);
    for (const Declaration& row : kDeclarations) {
      if (functions.empty() || functions.back().name != row.function) add_function(row.function);
      Overload overload{row.overload, row.style == Style::Member, {}, nullptr, row.operation, false, &functions.back()};
      std::string_view arguments = row.arguments, result = row.result;
      const bool variables = (row.arguments.find_first_of("ABKV") != std::string_view::npos) ||
                             (row.result.find_first_of("ABKV") != std::string_view::npos);
      overload.has_variables = variables;
      while (!arguments.empty()) overload.arguments.push_back(reader.read(arguments));
      overload.result = reader.read(result);
      functions.back().overloads.push_back(std::move(overload));
    }
  }

  void add_function(std::string_view name) {
    Function function;
    function.name = name;
    function.singleton = std::ranges::find(kSingletons, name) != std::end(kSingletons);
    function.type_guards = std::ranges::find(kUnguarded, name) == std::end(kUnguarded);
    function.strict = name != "@not_strictly_false";
    functions.push_back(std::move(function));
  }
};

const Table& table() {
  static const Table made;
  return made;
}

}  // namespace

const Function* find_function(std::string_view name, const Environment& environment) {
  if (name.starts_with('.')) name.remove_prefix(1);
  if (name == "includes" && !environment.device_includes) return nullptr;
  if (name == "jsonpatch.escapeKey" && !environment.json_patch) return nullptr;
  const auto at = std::ranges::lower_bound(table().functions, name, std::less<>(), &Function::name);
  return at != table().functions.end() && at->name == name ? &*at : nullptr;
}

}  // namespace slipway::cel
