#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace slipway::cluster {

inline constexpr int kInFlight = 8;  // requests at once

/// Calls `work(i)` for each i below `count`, in this order, at most kInFlight at once; returns when all have returned.
/// What one throws is thrown here, once the others have ended; then no more are begun.
void each_at_once(std::size_t count, const std::function<void(std::size_t)>& work);

/// The same for work that has results: they come in the order of i, and `tell` hears of each in that order, one at a
/// time, as soon as it and all before it are known.
template <class T>
std::vector<T> each_told_in_order(std::size_t count, const std::function<T(std::size_t)>& work,
                                  const std::function<void(const T&)>& tell) {
  std::vector<std::optional<T>> known(count);
  std::mutex mutex;
  std::size_t told = 0;
  each_at_once(count, [&](std::size_t i) {
    T result = work(i);
    const std::lock_guard lock(mutex);
    known[i] = std::move(result);
    for (; told < count && known[told]; ++told) tell(*known[told]);
  });
  std::vector<T> all;
  for (auto& one : known) all.push_back(std::move(*one));
  return all;
}

}  // namespace slipway::cluster
