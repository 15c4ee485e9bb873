#include "report/findings_json.h"

#include "base/finding_secrets.h"

namespace slipway::report {

doc::Value position_json(const SourceRange& where) {
  if (!where) return nullptr;
  doc::Map map{{"file", where.source->name()}};
  if (where.line > 0) map.set("line", where.line).set("column", where.column);
  return map;
}

doc::List findings_json(const Diagnostics& diagnostics) {
  doc::List list;
  const Diagnostics shown = without_secrets(diagnostics);
  for (const Diagnostic& found : shown.all()) {
    doc::Map map{{"id", found.id},
                 {"severity", std::string(to_string(found.severity))},
                 {"message", found.message},
                 {"from", position_json(found.where)}};
    if (!found.hint.empty()) map.set("hint", found.hint);
    if (!found.fix.empty()) map.set("fix", found.fix);
    list.add(std::move(map));
  }
  return list;
}

}  // namespace slipway::report
