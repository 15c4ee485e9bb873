#include "kube/big_integer.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace slipway::kube {
namespace {

constexpr std::uint32_t kNineDigits = 1'000'000'000;
constexpr std::uint32_t kPowersOfTen[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

std::uint32_t low_half(std::uint64_t number) { return static_cast<std::uint32_t>(number); }

}  // namespace

BigInteger::BigInteger(std::int64_t value) : negative_(value < 0) {
  auto magnitude = static_cast<std::uint64_t>(value);
  if (negative_) magnitude = 0 - magnitude;
  for (; magnitude != 0; magnitude >>= 32) limbs_.push_back(low_half(magnitude));
}

BigInteger BigInteger::of_digits(std::string_view digits) {
  BigInteger result;
  while (!digits.empty()) {
    const std::string_view chunk = digits.substr(0, 9);
    std::uint32_t number = 0;
    std::from_chars(chunk.data(), chunk.data() + chunk.size(), number);
    result.shift_decimal(static_cast<std::uint32_t>(chunk.size()));
    result += BigInteger(number);
    digits.remove_prefix(chunk.size());
  }
  return result;
}

bool BigInteger::fits_int64() const {
  if (limbs_.size() > 2) return false;
  return *this == BigInteger(low_int64());
}

std::int64_t BigInteger::low_int64() const {
  std::uint64_t low = 0;
  for (std::size_t i = std::min<std::size_t>(limbs_.size(), 2); i > 0; --i) low = low << 32 | limbs_[i - 1];
  return static_cast<std::int64_t>(negative_ ? 0 - low : low);
}

double BigInteger::to_double() const {
  if (limbs_.empty()) return 0;
  const std::size_t bits = limbs_.size() * 32 - static_cast<std::size_t>(std::countl_zero(limbs_.back()));
  if (bits > 1024) return negative_ ? -HUGE_VAL : HUGE_VAL;
  // The top 64 bits, the last of them also standing for all below: the conversion then rounds as the whole would.
  const std::size_t dropped = bits > 64 ? bits - 64 : 0;
  std::uint64_t top = 0;
  for (std::size_t bit = bits; bit > dropped; --bit) {
    top = top << 1 | (limbs_[(bit - 1) / 32] >> (bit - 1) % 32 & 1);
  }
  for (std::size_t bit = 0; bit < dropped; ++bit) top |= limbs_[bit / 32] >> bit % 32 & 1;
  const double magnitude = std::ldexp(static_cast<double>(top), static_cast<int>(dropped));
  return negative_ ? -magnitude : magnitude;
}

std::string BigInteger::to_string() const {
  if (limbs_.empty()) return "0";
  std::string backwards;
  BigInteger rest = *this;
  while (!rest.limbs_.empty()) {
    std::uint32_t nine = rest.divide(kNineDigits);
    for (int i = 0; i < 9 && (nine != 0 || !rest.limbs_.empty()); ++i, nine /= 10) {
      backwards += static_cast<char>('0' + nine % 10);
    }
  }
  if (negative_) backwards += '-';
  std::ranges::reverse(backwards);
  return backwards;
}

std::strong_ordering BigInteger::compare(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return std::lexicographical_compare_three_way(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

std::strong_ordering operator<=>(const BigInteger& a, const BigInteger& b) {
  if (a.sign() != b.sign()) return a.sign() <=> b.sign();
  return a.negative_ ? BigInteger::compare(b.limbs_, a.limbs_) : BigInteger::compare(a.limbs_, b.limbs_);
}

void BigInteger::add_magnitude(const Limbs& other) {
  limbs_.resize(std::max(limbs_.size(), other.size()) + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    carry += limbs_[i];
    if (i < other.size()) carry += other[i];
    limbs_[i] = low_half(carry);
    carry >>= 32;
  }
  trim();
}

void BigInteger::subtract_magnitude(const Limbs& other) {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    const std::uint64_t less = borrow + (i < other.size() ? other[i] : 0);
    borrow = limbs_[i] < less ? 1 : 0;
    limbs_[i] = low_half(limbs_[i] - less);
  }
  trim();
}

void BigInteger::add(const Limbs& other, bool other_negative) {
  if (negative_ == other_negative) {
    add_magnitude(other);
  } else if (compare(limbs_, other) >= 0) {
    subtract_magnitude(other);
  } else {
    Limbs smaller = std::move(limbs_);
    limbs_ = other;
    negative_ = other_negative;
    subtract_magnitude(smaller);
  }
}

BigInteger& BigInteger::operator+=(const BigInteger& other) {
  const BigInteger added = other;  // may be this one
  add(added.limbs_, added.negative_);
  return *this;
}

BigInteger& BigInteger::operator-=(const BigInteger& other) {
  const BigInteger taken = other;
  if (taken.sign() != 0) add(taken.limbs_, !taken.negative_);
  return *this;
}

BigInteger& BigInteger::operator*=(std::uint64_t factor) {
  const Limbs old = std::move(limbs_);
  limbs_.assign(old.size() + 2, 0);
  const std::uint32_t halves[] = {low_half(factor), low_half(factor >> 32)};
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < old.size() || carry != 0; ++i) {
      carry += limbs_[i + half];
      if (i < old.size()) carry += std::uint64_t{old[i]} * halves[half];
      limbs_[i + half] = low_half(carry);
      carry >>= 32;
    }
  }
  trim();
  return *this;
}

void BigInteger::multiply(std::int64_t factor) {
  const auto bits = static_cast<std::uint64_t>(factor);
  *this *= factor < 0 ? 0 - bits : bits;
  if (factor < 0) negate();
}

void BigInteger::shift_decimal(std::uint32_t power) {
  for (; power >= 9; power -= 9) *this *= kNineDigits;
  if (power > 0) *this *= kPowersOfTen[power];
}

bool BigInteger::unshift_decimal(std::uint32_t power) {
  bool exact = true;
  for (; power >= 9 && sign() != 0; power -= 9) exact &= divide(kNineDigits) == 0;
  if (power < 9 && power > 0) exact &= divide(kPowersOfTen[power]) == 0;
  return exact;
}

std::uint32_t BigInteger::divide(std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = limbs_.size(); i > 0; --i) {
    rest = rest << 32 | limbs_[i - 1];
    limbs_[i - 1] = low_half(rest / divisor);
    rest %= divisor;
  }
  trim();
  return low_half(rest);
}

void BigInteger::trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  if (limbs_.empty()) negative_ = false;
}

}  // namespace slipway::kube
