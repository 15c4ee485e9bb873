#include "schema/gunzip.h"

#include <zlib.h>

#include <cassert>
#include <cstddef>

namespace slipway::schema {

std::string gunzip(std::string_view packed) {
  assert(packed.size() > 18);
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
  [[maybe_unused]] const int end = inflate(&stream, Z_FINISH);
  assert(end == Z_STREAM_END);
  inflateEnd(&stream);
  return text;
}

}  // namespace slipway::schema
