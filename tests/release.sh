#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the archive of a release out of the commit that is checked out, with the amalgamated pair in
# it, and looks at it as one who unpacks it would. Anybody gets the same bytes: it is made twice, in
# two folders. SOURCE_DATE_EPOCH is the time of its files (default: the commit's).
#
#   sh tests/release.sh [FOLDER]      default build-release; holds svccomm-VERSION.tar.gz afterwards
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)

out=${1:-build-release}
version=$(sed -n 's/^#define SVCCOMM_VERSION_[A-Z]* //p' include/svccomm/version.h | paste -sd.)
name=svccomm-$version
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH

say() {
    printf '== %s\n' "$*"
}

library_only="-Dtests=disabled -Dexamples=disabled -Dpython=disabled -Dgo=disabled"

# make_archive FOLDER : FOLDER/$name with the tree and the pair, built within, and the archive of it
make_archive() {
    tree=$1/$name
    mkdir -p "$tree"
    git archive HEAD | tar -xf - -C "$tree"
    # Without optimization it is no less of a trial, and sooner done. Debug information names the
    # folder unless the compiler is told otherwise; nothing else does.
    # shellcheck disable=SC2086
    CFLAGS="-ffile-prefix-map=$1=." meson setup "$1/build" "$tree" -Dbuildtype=debug $library_only \
        >"$1/setup.log"
    meson compile -C "$1/build" -j2 >"$1/build.log"
    meson compile -C "$1/build" amalgamation >>"$1/build.log"
    mkdir "$tree/amalgamation"
    cp "$1/build/src/svccomm.c" "$1/build/src/svccomm.h" "$tree/amalgamation/"
    tar -C "$1" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        --mode=u+rw,go+r,go-w --format=ustar -cf - "$name" | gzip -9n >"$1/$name.tar.gz"
}

# same FILE : is the same in both folders
same() {
    cmp "$work/one/$1" "$work/another/$1"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "the archive and the library, twice"
make_archive "$work/one"
make_archive "$work/another"
same "$name.tar.gz"
same build/src/libsvccomm.so
DESTDIR=$work/one/root meson install -C "$work/one/build" --quiet
DESTDIR=$work/another/root meson install -C "$work/another/build" --quiet
static=$(cd "$work/one" && find root -name libsvccomm.a)
same "$static"

say "the pair alone"
mkdir "$work/user"
tar -xf "$work/one/$name.tar.gz" -C "$work/user"
cd "$work/user"
mkdir pair
cp "$name/amalgamation/svccomm.c" "$name/amalgamation/svccomm.h" pair/
sed 's|<svccomm/svccomm.h>|"svccomm.h"|' "$name/examples/minimal.c" >pair/minimal.c
(cd pair && cc -std=c11 -Wall -Wextra -Werror -DSVCCOMM_STATIC -o minimal minimal.c svccomm.c -lm)
pair/minimal

say "installed, found by pkg-config"
# shellcheck disable=SC2086
meson setup build "$name" --prefix="$work/prefix" -Dbuildtype=release $library_only >setup.log
meson install -C build --quiet
PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name svccomm.pc)")
LD_LIBRARY_PATH=$(dirname "$(find "$work/prefix" -name libsvccomm.so)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH
[ "$(pkg-config --modversion svccomm)" = "$version" ]
# shellcheck disable=SC2046
cc -std=c11 -o minimal "$name/examples/minimal.c" $(pkg-config --cflags --libs svccomm)
[ "$(./minimal)" = "$(pair/minimal)" ]

cd "$root"
mkdir -p "$out"
cp "$work/one/$name.tar.gz" "$out/"
say "$out/$name.tar.gz"
