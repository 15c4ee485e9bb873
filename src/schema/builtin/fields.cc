#include "schema/builtin/fields.h"

#include "doc/json.h"
#include "kube/go_text.h"
#include "kube/ip_address.h"

namespace slipway::schema::builtin {
namespace {

void check_finalizer_names(const doc::Node& meta, const Path& path, Errors& errors) {
  const Path finalizers(path, "finalizers");
  std::size_t i = 0;
  for (const doc::Node& finalizer : meta["finalizers"].items()) {
    const Path item(finalizers, i++);
    check_finalizer_name(text_of(finalizer), item, errors);
  }
}

}  // namespace

void check_finalizer_name(std::string_view name, const Path& path, Errors& errors) {
  if (name.find('/') == name.npos && !is_one_of(name, {"kubernetes", "orphan", "foregroundDeletion"}))
    errors.invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified");
}

void check_core_meta(const doc::Node& object, Scope scope, NameCheck name_check, Errors& errors) {
  const Path path("metadata");
  check_object_meta(object["metadata"], scope, name_check, path, errors);
  check_finalizer_names(object["metadata"], path, errors);
}

void check_core_meta_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const Path path("metadata");
  check_object_meta_update(object["metadata"], old["metadata"], path, errors);
  check_finalizer_names(object["metadata"], path, errors);
}

kube::Quantity quantity_of(const doc::Node& node) {
  if (node.is_null()) return {};
  if (node.is_string())
    if (auto quantity = kube::Quantity::parse(node.text())) return std::move(quantity).value();
  auto quantity = kube::Quantity::parse_json(doc::canonical_json(node));  // which may have spaces around it
  return quantity ? std::move(quantity).value() : kube::Quantity();
}

void check_required_text(std::string_view text, TextCheck check, const Path& path, Errors& errors) {
  if (text.empty())
    errors.required(path);
  else
    check_text(text, check, path, errors);
}

kube::Messages check_path_segment(std::string_view text) {
  if (text == "." || text == "..") return {"may not be '" + std::string(text) + "'"};
  kube::Messages out;
  if (text.find('/') != text.npos) out.emplace_back("may not contain '/'");
  if (text.find('%') != text.npos) out.emplace_back("may not contain '%'");
  return out;
}

void check_port_number(std::int64_t port, const Path& path, Errors& errors) {
  if (port < 1 || port > 65535) errors.invalid(path, port, "must be between 1 and 65535, inclusive");
}

void check_not_negative(std::int64_t value, const Path& path, Errors& errors) {
  if (value < 0) errors.invalid(path, value, "must be greater than or equal to 0");
}

void check_quantity_not_negative(const kube::Quantity& quantity, const Path& path, Errors& errors) {
  if (quantity.sign() < 0) errors.invalid(path, quantity.to_string(), "must be greater than or equal to 0");
}

void check_quantity_positive(const kube::Quantity& quantity, const Path& path, Errors& errors) {
  if (quantity.sign() <= 0) errors.invalid(path, quantity.to_string(), "must be greater than zero");
}

void round_amounts(doc::Draft& object, std::string_view key) {
  object.in(key, [](doc::Draft& amounts) {
    const doc::Node written = amounts.node();
    for (const doc::Member& member : written.members()) {
      kube::Quantity amount = quantity_of(member.value);
      if (!amount.round_up(kube::Scale::Milli)) amounts.set(member.key.text(), amount.to_string());
    }
  });
}

void drop_status(doc::Draft& object) { object.remove("status"); }

void keep_status(doc::Draft& object, const doc::Node& old) {
  if (old["status"].is_null())
    object.remove("status");
  else
    object.set("status", old["status"]);
}

bool check_ip(std::string_view text, const Path& path, Errors& errors) {
  const auto read = kube::read_ip(text);
  if (read && !read->leading_zeros && !read->mapped) return true;
  errors.invalid(path, text,
                 !read                 ? "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
                 : read->leading_zeros ? "must not have leading 0s"
                                       : "must not be an IPv4-mapped IPv6 address");
  return false;
}

bool check_cidr(std::string_view text, const Path& path, Errors& errors) {
  const auto read = kube::read_cidr(text);
  if (read && !read->leading_zeros && !read->mapped && read->address == read->cidr.network) return true;
  errors.invalid(path, text,
                 !read                 ? "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
                 : read->leading_zeros ? "must not have leading 0s in IP or prefix length"
                 : read->mapped        ? "must not have an IPv4-mapped IPv6 address"
                                       : "must not have bits set beyond the prefix length");
  return false;
}

}  // namespace slipway::schema::builtin
