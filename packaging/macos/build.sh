#!/bin/sh
# Build "Clash Reader.app" and a disk image with it, on macOS at the project's root. Not tried by the
# project's own tests: see packaging/README.md. Python 3.13 has to be there.
#
# With SIGN=IDENTITY in the environment (a "Developer ID Application" of the keychain) it is signed;
# else the first start has to be allowed in System Settings > Privacy & Security.
set -eu

python3 -m venv build/package
python=build/package/bin/python
"$python" -m pip install --quiet --no-deps --require-hashes -r requirements-package.lock
"$python" -m pip install --quiet hatchling
"$python" -m pip install --quiet --no-deps --no-build-isolation .
"$python" packaging/bundle/icon_files.py
"$python" -m PyInstaller --noconfirm --log-level WARN --distpath build/macos --workpath build/scratch \
    packaging/bundle/clashreader.spec

app="build/macos/Clash Reader.app"
QT_QPA_PLATFORM=offscreen "$app/Contents/MacOS/clashreader" --self-test
if [ -n "${SIGN:-}" ]; then
    codesign --force --deep --options runtime --timestamp --sign "$SIGN" "$app"
fi
version=$("$python" -c 'import clashreader; print(clashreader.__version__)')
image=build/macos/image
rm -rf "$image"
mkdir -p "$image" dist
cp -R "$app" "$image/"
ln -s /Applications "$image/Applications"
hdiutil create -quiet -volname "Clash Reader" -srcfolder "$image" -format UDZO -ov \
    "dist/clashreader-$version-$(uname -m).dmg"
