# Shared by the scripts beside it; to be sourced. The caller has set -euo pipefail and $root.
# shellcheck shell=bash disable=SC2154

say() { printf 'linac: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# package_list SECTION: the packages of one section of scripts/packages.txt, one a line.
package_list() {
  awk -v section="[$1]" '
    { sub(/#.*/, "") } /^\[/ { on = ($1 == section); next } on && NF { print $1 }
  ' "$root/scripts/packages.txt"
}

# Installs what is missing of the section's packages. LINAC_SKIP_PACKAGES=1 leaves the machine as it
# is, for those who have the tools and libraries from elsewhere.
need_packages() {
  local section=$1 wanted missing command
  [[ ${LINAC_SKIP_PACKAGES:-} != 1 ]] || return 0
  mapfile -t wanted < <(package_list "$section")
  if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian system; going on in the hope that these are here: ${wanted[*]}"
    return 0
  fi
  mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
      awk '$1 == "installed" { print $2 }' | sort))
  ((${#missing[@]})) || return 0

  command=(env DEBIAN_FRONTEND=noninteractive apt-get)
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "these packages are needed to $section Linac and are not" \
      "installed: ${missing[*]}. Installing them takes root or sudo; as root run:" \
      "apt-get update && apt-get install ${missing[*]}"
    command=(sudo "${command[@]}")
  fi
  say "installing the Debian packages needed to $section Linac: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${command[@]}" -q update &&
    "${command[@]}" -q install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "apt-get could not install them; install them by hand, then run this again"
  fi
  rm -f "$log"
}

# build PRESET TARGET...: configures if need be and builds. Silent while it is quick; one line of
# progress when it is not; the whole output when it fails.
build() {
  local preset=$1 dir=$root/build/$1 log pid start=$SECONDS shown='' step
  shift
  mkdir -p "$dir"
  log=$dir/build.log
  (
    cd "$root" || exit
    flock 9 # held until the build ends: two builds of one folder would disturb each other
    [[ -f $dir/build.ninja ]] || cmake --preset "$preset"
    exec cmake --build --preset "$preset" -j "$(nproc)" --target "$@"
  ) >"$log" 2>&1 9>"$dir/.lock" &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS - start >= 2)); then
      if [[ -t 2 ]]; then
        step=$(grep -ao '^\[[0-9]*/[0-9]*\]' "$log" | tail -n 1) || step=''
        printf '\r\033[Klinac: building (%s) %s' "$preset" "$step" >&2
        shown=line
      elif [[ -z $shown ]]; then
        say "building ($preset); the first time takes some minutes"
        shown=once
      fi
    fi
    sleep 0.1
  done
  [[ $shown != line ]] || printf '\r\033[K' >&2
  wait "$pid" || {
    cat "$log" >&2
    die "the build failed (preset $preset); the output above is also in build/$preset/build.log"
  }
}
