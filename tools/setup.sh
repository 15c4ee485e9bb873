# Installs what is missing, from the distribution alone. Sourced by ./dev; says one line for each package.
readonly kBuildPackages=(g++ cmake ninja-build libfmt-dev zlib1g-dev libcli11-dev libre2-dev libcurl4-openssl-dev libsqlite3-dev libgtest-dev)
readonly kTestPackages=(clang-format libbenchmark-dev ccache)

missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || echo "$package"
  done
}

install_packages() {
  local missing package root=()
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null || { echo "dev: needs ${missing[*]}; this is no Debian, install them by hand" >&2; exit 3; }
  [ "$(id -u)" = 0 ] || root=(sudo)
  for package in "${missing[@]}"; do echo "dev: installing $package" >&2; done
  { "${root[@]}" apt-get update -qq && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "${missing[@]}"; } >setup.log 2>&1 || { cat setup.log >&2; echo "dev: could not install ${missing[*]}" >&2; exit 3; }
  rm -f setup.log
}

setup_build() { install_packages "${kBuildPackages[@]}"; }
setup_all() { install_packages "${kBuildPackages[@]}" "${kTestPackages[@]}"; }
