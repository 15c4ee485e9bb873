#pragma once

#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::schema::testing {

/// The text of a gzip file that is held in memory; "" when it is none.
inline std::string gunzip(std::string_view packed) {
  if (packed.size() < 18) return {};
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i)
    size |= static_cast<std::size_t>(static_cast<unsigned char>(packed[packed.size() - 4 + i])) << (8 * i);
  std::string text(size, '\0');
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kGzip) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(size);
  const bool is_whole = inflate(&stream, Z_FINISH) == Z_STREAM_END;
  inflateEnd(&stream);
  return is_whole ? text : std::string();
}

}  // namespace slipway::schema::testing
