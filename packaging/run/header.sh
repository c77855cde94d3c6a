#!/bin/sh
# Clash Reader @VERSION@ for @MACHINE@: this script, and the packed program behind its last line.
#   sh FILE.run            installs it for this user, without root
#   sh FILE.run --help     says what else it does
set -eu
umask 022

version=@VERSION@
machine=@MACHINE@
sha256=@SHA256@
lines=@LINES@

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

usage() {
    cat <<EOF
Clash Reader $version for Linux on $machine.

usage: sh $0 [--to DIR | --extract DIR | --check | --remove [--to DIR] | --help]

Without an option it installs the program into ~/.local/opt/clashreader, the command
clashreader into ~/.local/bin, and an entry into the menu.

  --to DIR       install into DIR instead of ~/.local/opt/clashreader
  --extract DIR  only unpack into DIR, a new folder
  --check        only see whether this file is whole
  --remove       take the program away again; your articles stay where they are
EOF
}

need() {
    command -v "$1" >/dev/null 2>&1 || fail "This needs the program $1: install it, and try again."
}

check() {
    need sha256sum
    found=$(tail -n "+$lines" "$0" | sha256sum | cut -d ' ' -f 1)
    [ "$found" = "$sha256" ] || fail "This file is damaged or incomplete: fetch it again."
}

unpack() {
    [ "$(uname -s)" = Linux ] && [ "$(uname -m)" = "$machine" ] ||
        fail "This file is for Linux on $machine, and this is $(uname -s) on $(uname -m)."
    need tar
    need xz
    check
    mkdir -p "$1"
    tail -n "+$lines" "$0" | tar -xJf - -C "$1" || fail "It could not be unpacked into $1."
}

# Only what a .run put there is ever taken away.
ours() {
    [ -x "$1/clashreader" ] && [ -d "$1/_internal/clashreader" ]
}

mode=install
given=
while [ $# -gt 0 ]; do
    case $1 in
    --help | -h) usage; exit 0 ;;
    --check) check; echo "This file is whole."; exit 0 ;;
    --remove) mode=remove ;;
    --to | --extract)
        [ $# -gt 1 ] && [ -n "$2" ] || fail "$1 needs the name of a folder."
        if [ "$1" = --extract ]; then mode=extract; fi
        case $2 in /*) given=$2 ;; *) given=$PWD/$2 ;; esac
        shift ;;
    *) usage >&2; exit 2 ;;
    esac
    shift
done

if [ "$mode" = extract ]; then
    [ ! -e "$given" ] || fail "$given is there already: name a new folder."
    unpack "$given"
    echo "Unpacked. Start it by $given/clashreader"
    exit 0
fi

[ -n "${HOME:-}" ] || fail "There is no home folder (HOME) to install into; --extract DIR needs none."
target=${given:-$HOME/.local/opt/clashreader}
link=$HOME/.local/bin/clashreader

if [ "$mode" = remove ]; then
    ours "$target" || fail "There is no Clash Reader in $target."
    "$target/clashreader" --uninstall-desktop >/dev/null 2>&1 ||
        echo "The entry in the menu could not be taken away." >&2
    if [ -L "$link" ] && [ "$(readlink "$link")" = "$target/clashreader" ]; then rm -f "$link"; fi
    rm -rf "$target"
    rmdir "$(dirname "$link")" "$(dirname "$target")" 2>/dev/null || :
    echo "Clash Reader is removed. Your articles are where they were."
    exit 0
fi

if [ -e "$target" ] && ! ours "$target"; then
    fail "$target is there, and is no Clash Reader: nothing was changed. Use --to DIR."
fi
if [ -e "$link" ] && ! [ -L "$link" ]; then
    fail "$link is there, and is no link: nothing was changed. Move it away, and try again."
fi
new=$target.new.$$
trap 'rm -rf "$new"' EXIT
trap 'exit 130' INT TERM HUP
unpack "$new"
if ! said=$("$new/clashreader" --self-test 2>&1); then
    printf '%s\n' "$said" >&2
    fail "The program cannot run on this system: the lines above name what is missing. Nothing was changed."
fi
# A program that runs keeps the files that it has open; the next start takes the new ones.
old=$target.old.$$
if [ -e "$target" ]; then mv "$target" "$old"; fi
mv "$new" "$target"
rm -rf "$old"
mkdir -p "$(dirname "$link")"
ln -sfn "$target/clashreader" "$link"
"$target/clashreader" --install-desktop >/dev/null ||
    echo "It could not be put into the menu; the command works all the same." >&2
echo "Clash Reader $version is installed in $target."
case :$PATH: in
*:"$(dirname "$link")":*) echo "Start it from the menu, or by the command clashreader." ;;
*) echo "Start it from the menu, or by $link." ;;
esac
exit 0
