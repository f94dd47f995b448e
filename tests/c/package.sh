#!/usr/bin/env bash
# Whether a program finds an installed library by pkg-config and by CMake, shared and static.
#     package.sh LIBRARY_FOLDER WORK_FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$1 work=$2
prefix=$work/prefix
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)

mkdir -p "$work/project"
TOPICTABLE_LIBRARY_DIR=$library scripts/install.sh --c "$prefix"

# The example says how it is used, after all of it was loaded and linked.
check() { # PROGRAM shared|static
    case $(ldd "$1") in *libtopictable*) linked=shared ;; *) linked=static ;; esac
    [[ $linked == "$2" ]] || { echo "$1 is $linked, not $2"; exit 1; }
    ! LD_LIBRARY_PATH=$prefix/lib "$1" 2>"$work/usage" || { echo "$1 needs no arguments"; exit 1; }
    grep -q '^usage: ' "$work/usage" || { cat "$work/usage"; exit 1; }
}

export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
example=bindings/c/examples/json_arrow.c
pkg-config --exact-version="$version" topictable
# shellcheck disable=SC2046 # several words
"$CC" "$example" $(pkg-config --cflags --libs topictable) -o "$work/by_pkg_config"
check "$work/by_pkg_config" shared
# shellcheck disable=SC2046
"$CC" "$example" $(pkg-config --cflags topictable) $(pkg-config --variable=static_libs topictable) -o "$work/by_pkg_config_static"
check "$work/by_pkg_config_static" static
# shellcheck disable=SC2046
"$CXX" -std=c++17 bindings/cpp/examples/changes.cpp $(pkg-config --cflags --libs topictable) -o "$work/cpp_by_pkg_config"
check "$work/cpp_by_pkg_config" shared

cat >"$work/project/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.16)
project(uses_topictable C CXX)
set(CMAKE_CXX_STANDARD 17)
find_package(topictable ${version%.*} REQUIRED)
add_executable(shared $PWD/$example)
target_link_libraries(shared PRIVATE topictable::topictable)
add_executable(static $PWD/$example)
target_link_libraries(static PRIVATE topictable::static)
add_executable(cpp $PWD/bindings/cpp/examples/changes.cpp)
target_link_libraries(cpp PRIVATE topictable::topictable)
find_package(topictable 99.0 QUIET)
if(topictable_FOUND)
    message(FATAL_ERROR "version 99.0 is not here")
endif()
CMAKE
cmake -S "$work/project" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/cmake.log" 2>&1 &&
    cmake --build "$work/build" >>"$work/cmake.log" 2>&1 || { cat "$work/cmake.log"; exit 1; }
check "$work/build/shared" shared
check "$work/build/static" static
check "$work/build/cpp" shared
