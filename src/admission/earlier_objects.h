#pragma once

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "base/diagnostic.h"
#include "doc/arena.h"
#include "kube/object.h"
#include "schema/verdict.h"

namespace slipway::admission {

/// How an object is now. One of both, or none where it is new.
struct Earlier {
  const doc::Node* made = nullptr;  // without what the server writes by itself
  const doc::Node* live = nullptr;  // with all of it
  doc::Node last = doc::Node();     // what was applied last, of a live one; absent: nobody knows
};

/// What objects are updates of. Those that were before, the judge and the findings must outlive it.
class EarlierObjects {
 public:
  EarlierObjects(std::span<const kube::Object> before, schema::Judge& judge, Diagnostics& findings);

  /// How the object of the same version, kind, namespace and name is now. API017 (note) when that one would not be
  /// accepted as it is: it counts all the same, as in a cluster that took it by older rules, without the fields that
  /// nobody knows. Only what no decoder takes is as good as none.
  Earlier of(const kube::Object& object);

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  static Key key_of(const kube::Object& object);
  doc::Node kept(std::string_view name, std::string text);
  Earlier filled(const kube::Object& was, const doc::Node& node);
  /// What of an object can have been stored. `ask` is how it is judged as it is.
  template <class Ask>
  std::optional<doc::Node> stored_part(const kube::Object& was, const doc::Node& node, Ask ask);
  void say_refused(const kube::Object& was, const schema::Verdict& verdict, bool is_read);

  schema::Judge& judge_;
  Diagnostics& findings_;
  std::map<Key, const kube::Object*> before_;
  doc::Arena arena_;
  std::deque<doc::Node> made_;  // in arena_, in kept_ and in what was read
  std::deque<doc::Document> kept_;
};

}  // namespace slipway::admission
