#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "catalog/service_prices.h"
#include "catalog/type_filter.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "report/catalog_table.h"

namespace slipway::cli {
namespace {

using catalog::TypeOrder;

struct OrderWord {
  std::string_view word;
  TypeOrder order;
};
constexpr OrderWord kOrders[] = {{"price", TypeOrder::Price},    {"name", TypeOrder::Name},
                                 {"vcpus", TypeOrder::Vcpus},    {"memory", TypeOrder::Memory},
                                 {"gpus", TypeOrder::Gpus},      {"gpu-memory", TypeOrder::GpuMemory},
                                 {"network", TypeOrder::Network}};

/// `slipway catalog types` and `slipway catalog prices`.
class Catalog final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.arguments("types|prices", words_,
                    "what to list; then names of types or families (g5.*, g5), for prices also of services (eks, rds)");
    flags.values("--region", regions_, "REGION", "whose prices (us-east-1); prices takes several");
    flags.values("--family", filter_.families, "NAME", "g5, p5en, …");
    flags.values("--arch", filter_.architectures, "ARCH", "amd64, arm64");
    flags.values("--gpu-name", filter_.gpus_named, "NAME", "h100, l4, …");
    flags.values("--accelerator-name", filter_.accelerators_named, "NAME", "trainium, inferentia2, …");
    for (Bound& bound : bounds_) flags.value(bound.flag, bound.written, "RANGE", bound.doc);
    flags.on("--spot", spot_, "bound and sort by the spot price instead of on demand");
    flags.on("--no-bare-metal", no_bare_metal_, "leave bare metal out");
    flags.on("--seen", filter_.only_seen, "only types that a price or spot list of the region names");
    std::vector<std::string> orders;
    for (const OrderWord& order : kOrders) orders.emplace_back(order.word);
    flags.choice("--sort", sort_, orders, "what to sort by");
    flags.on("--descending", filter_.descending, "greatest first");
    flags.number("--limit", limit_, {0, 1'000'000}, "N", "how many at most (0: all)");
    flags.choice("-o,--output", output_, {"table", "wide", "json", "csv"}, "how to print it");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    if (!settle(session)) return ExitCode::WrongUsage;
    const auto unknown = catalog::unknown_words(filter_);
    if (words_.front() == "types") {
      if (complained(session, unknown)) return ExitCode::WrongUsage;
      return result_.write(session, report::type_list(catalog::select(filter_), filter_, format(), session.width));
    }
    return prices(session, unknown);
  }

 private:
  struct Bound {
    std::string flag;
    catalog::Range* range;
    std::string doc;
    std::string written = {};
  };

  report::ListFormat format() const {
    return output_ == "json"   ? report::ListFormat::Json
           : output_ == "csv"  ? report::ListFormat::Csv
           : output_ == "wide" ? report::ListFormat::Wide
                               : report::ListFormat::Table;
  }

  /// Takes the flags over into the filter; false after it has told what is wrong with them.
  bool settle(Session& session) {
    const auto refused = [&](std::string_view message, std::string_view fix) {
      session.complain(message, fix);
      return false;
    };
    if (words_.empty() || (words_.front() != "types" && words_.front() != "prices"))
      return refused(words_.empty() ? "what is to be listed?" : fmt::format("there is no list of '{}'", words_.front()),
                     "slipway catalog types, or slipway catalog prices");
    for (const Bound& bound : bounds_) {
      if (bound.written.empty()) continue;
      auto range = catalog::parse_range(bound.written);
      if (!range)
        return refused(
            fmt::format("{} cannot be '{}': {}", bound.flag, printable(bound.written), range.error().message),
            fmt::format("{} 4, or from and to: 4-8, 4-, -8", bound.flag));
      *bound.range = *range;
      is_filtered_ = true;
    }
    is_filtered_ |= !filter_.families.empty() || !filter_.architectures.empty() || !filter_.gpus_named.empty() ||
                    !filter_.accelerators_named.empty();
    if (regions_.empty()) regions_ = {"us-east-1"};
    filter_.region = regions_.front();
    if (words_.front() == "types" && regions_.size() > 1)
      return refused("types are listed for one region at a time", "--region once; `catalog prices` takes several");
    filter_.at_most = static_cast<std::size_t>(limit_);
    filter_.bare_metal = !no_bare_metal_;
    filter_.purchase = spot_ ? catalog::Purchase::Spot : catalog::Purchase::OnDemand;
    for (const OrderWord& order : kOrders)
      if (order.word == sort_) filter_.order = order.order;
    filter_.names.assign(words_.begin() + 1, words_.end());
    return true;
  }

  static bool complained(Session& session, const std::vector<std::string>& unknown) {
    for (const std::string& message : unknown)
      session.complain(message, "`slipway catalog types` lists types, `slipway catalog prices` services");
    return !unknown.empty();
  }

  /// Of the types that the filters and patterns choose, or of the types and services named; of all services when
  /// nothing is.
  ExitCode prices(Session& session, std::vector<std::string> unknown) {
    std::vector<std::string> wanted, patterns;
    for (const std::string& word : filter_.names)
      (word.find('*') == std::string::npos && !catalog::is_family(word) ? wanted : patterns).push_back(word);
    std::erase_if(unknown, [](const std::string& message) { return message.starts_with("unknown instance type"); });
    if (is_filtered_ || !patterns.empty()) {
      filter_.names = std::move(patterns);
      for (const catalog::PricedType& row : catalog::select(filter_)) wanted.emplace_back(row.type->name);
    } else if (wanted.empty()) {
      for (const std::string_view service : catalog::services()) wanted.emplace_back(service);
    }
    for (std::size_t i = 1; i < regions_.size(); ++i) {
      catalog::TypeFilter other;
      other.region = regions_[i];
      for (std::string& message : catalog::unknown_words(other)) unknown.push_back(std::move(message));
    }
    const auto lines = report::price_lines(wanted, regions_, unknown);
    if (complained(session, unknown)) return ExitCode::WrongUsage;
    return result_.write(session, report::price_list(lines, format(), session.width));
  }

  catalog::TypeFilter filter_;
  std::array<Bound, 9> bounds_ = {{
      {"--vcpus", &filter_.vcpus, "vCPUs: 4, 4-8, 4- or -8"},
      {"--memory", &filter_.memory_gib, "GiB of memory"},
      {"--gpus", &filter_.gpus, "GPUs"},
      {"--gpu-memory", &filter_.gpu_memory_gib, "GiB of GPU memory, all GPUs together"},
      {"--accelerators", &filter_.accelerators, "Inferentia or Trainium devices"},
      {"--efa", &filter_.efa_interfaces, "EFA interfaces"},
      {"--network", &filter_.network_gbps, "Gbit/s, sustained"},
      {"--nvme", &filter_.local_nvme_gb, "GB of local NVMe"},
      {"--price", &filter_.price, "US dollars an hour"},
  }};
  std::vector<std::string> words_, regions_;
  std::string sort_ = "price", output_ = "table";
  long long limit_ = 0;
  bool spot_ = false, no_bare_metal_ = false, is_filtered_ = false;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_catalog() { return make_verb<Catalog>(); }

}  // namespace slipway::cli
