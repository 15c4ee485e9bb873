#include "io/libcurl.h"

#include <dlfcn.h>

#include <type_traits>

namespace slipway::io {
namespace {

const LibCurl* load() {
  void* library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return nullptr;
  static LibCurl curl;
  bool has_all = true;
  const auto look_up = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
    has_all = has_all && function != nullptr;
  };
  look_up(curl.global_init, "curl_global_init");
  look_up(curl.easy_init, "curl_easy_init");
  look_up(curl.easy_reset, "curl_easy_reset");
  look_up(curl.easy_cleanup, "curl_easy_cleanup");
  look_up(curl.easy_setopt, "curl_easy_setopt");
  look_up(curl.easy_getinfo, "curl_easy_getinfo");
  look_up(curl.easy_perform, "curl_easy_perform");
  look_up(curl.easy_strerror, "curl_easy_strerror");
  look_up(curl.slist_append, "curl_slist_append");
  look_up(curl.slist_free_all, "curl_slist_free_all");
  look_up(curl.url, "curl_url");
  look_up(curl.url_cleanup, "curl_url_cleanup");
  look_up(curl.url_get, "curl_url_get");
  look_up(curl.url_set, "curl_url_set");
  look_up(curl.free, "curl_free");
  if (!has_all || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return nullptr;
  return &curl;
}

}  // namespace

const LibCurl* LibCurl::get() {
  static const LibCurl* const loaded = load();
  return loaded;
}

}  // namespace slipway::io
