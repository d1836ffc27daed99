# SPDX-License-Identifier: MIT
# For the shell scripts of tests/, which source it: what they say, and packages of Debian.

say() {
    printf '== %s\n' "$*"
}

# install_missing PACKAGE... : by apt-get those that are not there
install_missing() {
    command -v dpkg-query >/dev/null || return 0 # no Debian: meson says what is missing
    missing=
    for package; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
        *' installed') ;;
        *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "run as root: apt-get install$missing" >&2; exit 1; }
        as_root=sudo
    fi
    $as_root apt-get update -q
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing
}
