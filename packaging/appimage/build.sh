#!/bin/sh
# An AppImage of the same bundle as the .run. Not tried by the project's own tests: appimagetool is
# not reachable from the machines they run on. See packaging/README.md.
#
#   sh packaging/appimage/build.sh dist/clashreader-VERSION-MACHINE.run
#
# appimagetool (https://github.com/AppImage/appimagetool) has to be in the PATH, or in APPIMAGETOOL.
set -eu

run=${1:?the .run that make package has built}
id=io.github.clashreader.clashreader
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
packaging=$(dirname "$here")
tool=${APPIMAGETOOL:-appimagetool}
version=$(basename "$run" | cut -d - -f 2)
machine=$(basename "$run" .run | cut -d - -f 3)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
app=$scratch/AppDir
mkdir -p "$app/usr/lib" "$app/usr/share/applications" "$app/usr/share/metainfo" \
    "$app/usr/share/icons/hicolor/256x256/apps"
sh "$run" --extract "$app/usr/lib/clashreader"
cp "$packaging/desktop/$id.desktop" "$app/usr/share/applications/"
cp "$packaging/desktop/$id.metainfo.xml" "$app/usr/share/metainfo/"
cp "$packaging/desktop/icons/256.png" "$app/usr/share/icons/hicolor/256x256/apps/$id.png"
cp "$packaging/desktop/icons/256.png" "$app/$id.png"
cp "$packaging/desktop/$id.desktop" "$app/"
ln -s usr/lib/clashreader/clashreader "$app/AppRun"

"$app/AppRun" --self-test
VERSION=$version $tool "$app" "dist/clashreader-$version-$machine.AppImage"
"dist/clashreader-$version-$machine.AppImage" --appimage-extract-and-run --self-test
