#include "spec/additions/workload_entry.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "catalog/instance_types.h"
#include "kube/quantity.h"
#include "spec/additions/accelerators.h"
#include "spec/additions/assignment.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/ids.h"
#include "spec/rows.h"

namespace slipway::spec::additions {
namespace {

struct Kind {
  std::string_view name, map, runs_with;
  const StructType& (*type)();
  std::string (*name_space)();  // where it runs when nobody says so
};

template <class T>
const StructType& rows_of() {
  return type_of(static_cast<const T*>(nullptr));
}

template <class T>
std::string usual_namespace() {
  return T{}.name_space.value;
}

constexpr Kind kKinds[] = {
    {"service", "workloads", "", rows_of<Workload>, usual_namespace<Workload>},
    {"training", "training", "TrainJob", rows_of<Training>, usual_namespace<Training>},
    {"job", "training", "Job", rows_of<Training>, usual_namespace<Training>},
    {"ray-cluster", "rayClusters", "", rows_of<RayCluster>, usual_namespace<RayCluster>},
};

struct Range {
  std::int64_t least, most;
};

class EntryMaker {
 public:
  EntryMaker(const Platform& platform, const WorkloadWanted& wanted, Diagnostics& diagnostics)
      : platform_(platform), wanted_(wanted), diagnostics_(diagnostics) {}

  Addition run() {
    const Kind* kind = find_kind();
    if (!kind) return {};
    doc::Map value;
    if (wanted_.name_space.written) value.set("namespace", wanted_.name_space.value);
    if (kind->map == "workloads")
      service(value);
    else if (kind->map == "training")
      training(value, *kind);
    else
      ray_cluster(value);
    for (const Text& set : wanted_.set) assign(value, kind->type(), set, diagnostics_);
    const bool says_where = value.find("namespace") != nullptr;
    if (!diagnostics_.has_errors())
      add_named(addition_, platform_, kind->map, wanted_.name, std::move(value), diagnostics_);
    if (!says_where && !addition_.edits.empty())
      addition_.said.push_back(
          fmt::format("it runs in namespace {}; --namespace NAME takes another", kind->name_space()));
    return std::move(addition_);
  }

 private:
  const Kind* find_kind() {
    const std::string_view word = wanted_.kind.written ? std::string_view(wanted_.kind.value) : "service";
    std::vector<std::string_view> known;
    for (const Kind& kind : kKinds) {
      if (kind.name == word) return &kind;
      known.push_back(kind.name);
    }
    const auto near = near_miss(word, known);
    diagnostics_.add({spec::id::kUnknownWord,
                      Severity::Error,
                      wanted_.kind.where,
                      fmt::format("no kind of workload '{}'", printable(word)),
                      near ? fmt::format("did you mean {}?", *near) : "",
                      near ? "" : "service, training, job or ray-cluster",
                      {}});
    return nullptr;
  }

  void need_image(std::string_view what) {
    if (!wanted_.image.written)
      diagnostics_.error(id::kUnsaid, wanted_.name.where, fmt::format("{} needs an image", what),
                         "--image REGISTRY/NAME:TAG");
  }

  std::optional<std::int64_t> number(const Text& word, std::string_view text, Range range, std::string_view fix) {
    std::int64_t count = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (status == std::errc{} && end == text.data() + text.size() && count >= range.least && count <= range.most)
      return count;
    diagnostics_.error(id::kNotThis, word.where,
                       fmt::format("a whole number from {} to {} is expected", range.least, range.most),
                       std::string(fix));
    return std::nullopt;
  }
  std::optional<std::int64_t> count_of_pods(std::string_view text, std::int64_t least) {
    return number(wanted_.replicas, text, {least, kLargestNumber}, "write 2, or 1-4 for what scales");
  }

  std::optional<Range> replicas(std::int64_t least) {
    const Text& word = wanted_.replicas;
    if (!word.written) return std::nullopt;
    const std::string_view text = word.value;
    const auto dash = text.find('-');
    const auto low = count_of_pods(text.substr(0, dash), least);
    const auto high = dash == std::string_view::npos ? low : count_of_pods(text.substr(dash + 1), 1);
    if (!low || !high) return std::nullopt;
    if (*low <= *high) return Range{*low, *high};
    diagnostics_.error(id::kNotThis, word.where, "the fewest come first", fmt::format("write {}-{}", *high, *low));
    return std::nullopt;
  }

  template <class Amount>
  static const catalog::InstanceType& largest_by(Amount amount) {
    return *std::ranges::max_element(catalog::instance_types(), {}, amount);
  }

  /// That no node has so much: what is no amount is for the reader of the file to say.
  void check_amounts() {
    const auto& cpu = largest_by([](const auto& type) { return type.vcpus.value_or(0); });
    const auto& memory = largest_by([](const auto& type) { return type.memory_mib.value_or(0); });
    const auto check = [&](const Text& word, const kube::Quantity& most, const catalog::InstanceType& type) {
      if (!word.written) return;
      const auto amount = kube::Quantity::parse(word.value);
      if (!amount || *amount <= most) return;
      diagnostics_.error(id::kNotThis, word.where, fmt::format("{} is more than any node has", printable(word.value)),
                         fmt::format("the largest instance type, {}, has {}", type.name, most.to_string()));
    };
    check(wanted_.cpu, kube::Quantity(cpu.vcpus.value_or(0)), cpu);
    check(wanted_.memory,
          kube::Quantity(std::int64_t{memory.memory_mib.value_or(0)} << 20, kube::Quantity::Format::BinarySI), memory);
  }

  doc::Map resources() {
    doc::Map map;
    if (wanted_.devices.written) {
      const auto& largest =
          largest_by([](const auto& type) { return type.gpu_manufacturer == "nvidia" ? type.gpus : 0; });
      if (const auto count = number(wanted_.devices, wanted_.devices.value, {1, largest.gpus},
                                    fmt::format("no instance type has more than {}, with {}: a pod runs on one node",
                                                largest.name, largest.gpus)))
        map.set("nvidia.com/gpu", *count);
    }
    check_amounts();
    for (const auto& [key, word] : {std::pair("cpu", &wanted_.cpu), std::pair("memory", &wanted_.memory)}) {
      if (!word->written) continue;
      std::int64_t whole = 0;
      const char* const last = word->value.data() + word->value.size();
      const auto [end, status] = std::from_chars(word->value.data(), last, whole);
      map.set(key, status == std::errc{} && end == last ? doc::Value(whole) : doc::Value(word->value));
    }
    return map;
  }

  /// Where its pods run: what was said, else the only place with GPUs when it needs some.
  std::string pool() {
    if (wanted_.pool.written) return wanted_.pool.value;
    if (!wanted_.devices.written) return "";
    const auto places = places_with(platform_, "nvidia.com/gpu");
    if (places.size() == 1) {
      addition_.said.push_back(fmt::format("it runs on {}, the only pool with GPUs", places.front()));
      return places.front();
    }
    if (places.empty())
      diagnostics_.error(id::kUnsaid, wanted_.devices.where, "no pool of this platform has GPUs",
                         "slipway add nodepool gpu --types g5.xlarge --gpu 4");
    else
      diagnostics_.error(id::kAmbiguous, wanted_.devices.where, fmt::format("{} have GPUs", listed(places)),
                         "say where it runs: --pool NAME");
    return "";
  }

  void put_resources(doc::Map& map) {
    if (auto amounts = resources(); !amounts.empty()) map.set("resources", std::move(amounts));
    if (const auto name = pool(); !name.empty()) map.set("pool", name);
  }

  void service(doc::Map& value) {
    need_image("a service");
    value.set("serve", doc::Map{{"image", wanted_.image.value}});
    put_resources(value);
    if (const auto range = replicas(0)) value.set("scale", doc::Map{{"min", range->least}, {"max", range->most}});
  }

  void training(doc::Map& value, const Kind& kind) {
    need_image("a job");
    value.set("with", kind.runs_with);
    value.set("image", wanted_.image.value);
    if (wanted_.replicas.written)
      if (const auto nodes = count_of_pods(wanted_.replicas.value, 1)) value.set("nodes", *nodes);
    put_resources(value);
  }

  void ray_cluster(doc::Map& value) {
    if (wanted_.image.written) value.set("image", wanted_.image.value);
    doc::Map workers;
    if (const auto range = replicas(0)) {
      workers.set("min", range->least);
      workers.set("replicas", range->least);
      workers.set("max", range->most == 0 ? 1 : range->most);
    }
    put_resources(workers);
    value.set("head", doc::Map{{"resources", doc::Map{{"cpu", 2}, {"memory", "8Gi"}}}});
    if (!workers.empty()) value.set("workers", doc::Map{{"workers", std::move(workers)}});
  }

  const Platform& platform_;
  const WorkloadWanted& wanted_;
  Diagnostics& diagnostics_;
  Addition addition_;
};

}  // namespace

Addition add_workload(const Platform& platform, const WorkloadWanted& wanted, Diagnostics& diagnostics) {
  return EntryMaker(platform, wanted, diagnostics).run();
}

}  // namespace slipway::spec::additions
