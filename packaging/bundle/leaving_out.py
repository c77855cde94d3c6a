"""What PyInstaller would gather, and the bundle does without; read by clashreader.spec.

Names are those inside the bundle, with forward slashes. Each group says why it can go.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

#: Left out before anything is analysed. The library's own modules need SQLAlchemy's Core and its
#: dialect for SQLite; trafilatura needs lxml's trees and its HTML.
MODULES = (
    *("tkinter", "pydoc_data", "lib2to3", "test", "unittest"),
    *("PySide6.QtOpenGL", "lxml.objectify", "lxml.isoschematron", "lxml.html.diff"),
    *(f"sqlalchemy.dialects.{name}" for name in ("mssql", "mysql", "oracle", "postgresql")),
    *("sqlalchemy.ext", "sqlalchemy.orm", "sqlalchemy.testing", "readline"),
    *("setuptools", "pkg_resources", "pip", "IPython", "numpy", "PIL"),
)

#: What PyInstaller runs before the program: it mends what the program does not use (reading its own
#: sources, processes of `multiprocessing`), and finds Qt, which PySide6 finds by itself. It took
#: half the time of a short command.
HOOKS = frozenset(
    {"pyi_rth_inspect", "pyi_rth_multiprocessing", "pyi_rth_pkgutil", "pyi_rth_pyside6"}
)

_QT = "PySide6/Qt"
UNUSED = (
    # Platforms without a desktop. Kept: X11, Wayland, offscreen.
    *(f"{_QT}/plugins/platforms/libq{name}.so" for name in (
        "eglfs", "linuxfb", "minimal", "minimalegl", "vkkhrdisplay", "vnc",
    )),
    *(f"{_QT}/plugins/{name}/*" for name in ("egldeviceintegrations", "generic")),
    *(f"*libQt6{name}.so.6" for name in ("EglFSDeviceIntegration", "EglFsKmsSupport", "OpenGL")),
    # Drawing by OpenGL: the processor paints the window, and Mesa would be loaded for nothing.
    f"{_QT}/plugins/xcbglintegrations/*",
    f"{_QT}/plugins/wayland-graphics-integration-client/*",
    # Kinds of pictures that no page shows.
    *(f"{_QT}/plugins/imageformats/libq{name}.so" for name in ("icns", "tga", "tiff", "wbmp")),
    # Windows of dashboards in cars and of single programs on a bare screen.
    *(
        f"{_QT}/plugins/wayland-shell-integration/lib{name}.so"
        for name in ("fullscreen-shell-v1", "ivi-shell", "qt-shell", "wl-shell-plugin")
    ),
    "*libQt6WlShellIntegration.so.6",
    # Would load the desktop's GTK, another toolkit, beside Qt.
    f"{_QT}/plugins/platformthemes/libqgtk3.so",
    # The network is Python's.
    f"{_QT}/plugins/tls/*",
    # Weights of our fonts that nothing is set in; those in use are OpenType.
    "font_source_*/*.ttf", "font_source_*/*.woff*", "font_source_*/*.css",
    # How 1,000 languages write their dates: nothing here asks babel.
    "babel/locale-data/*",
    "lxml/html/_difflib*",
    # Where the wheel lay when it was installed.
    "*.dist-info/direct_url.json",
    "*.pyi", "*.h", "*.c", "*.pxd", "*.pyx",
)  # fmt: skip

Entry = tuple[str, str, str]
_WORDS = re.compile(r".*/qtbase_|\.qm$")
_OURS = re.compile(r"clashreader/resources/translations/clashreader_(\w+)\.qm")
_FACES = re.compile(
    r"font_source_(serif_pro/.*-(Regular|It|Bold|BoldIt)|sans_pro/.*-(Regular|It|Semibold|Bold))\.otf$"
)

#: Libraries that every desktop has, in a form that fits the desktop: its loader of fonts, its
#: displays, its bus. A copy of ours beside them would be the wrong one on another system.
HOST = (
    *("libX11.so.6", "libX11-xcb.so.1", "libXau.so.6", "libXdmcp.so.6", "libxcb.so.1"),
    *("libxcb-glx.so.0", "libxcb-randr.so.0", "libxcb-render.so.0", "libxcb-shm.so.0"),
    *("libxcb-sync.so.1", "libxcb-xfixes.so.0"),
    *("libEGL.so.1", "libGL.so.1", "libGLdispatch.so.0", "libGLX.so.0", "libOpenGL.so.0"),
    *("libfontconfig.so.1", "libfreetype.so.6", "libpng16.so.16", "libexpat.so.1"),
    *("libbrotlicommon.so.1", "libbrotlidec.so.1", "libbsd.so.0", "libmd.so.0"),
    *("libdbus-1.so.3", "libsystemd.so.0", "libcap.so.2", "libgcrypt.so.20", "libgpg-error.so.0"),
    *("libgio-2.0.so.0", "libglib-2.0.so.0", "libgmodule-2.0.so.0", "libgobject-2.0.so.0"),
    *("libgthread-2.0.so.0", "libpcre2-8.so.0", "libmount.so.1", "libblkid.so.1"),
    *("libselinux.so.1", "liblz4.so.1", "libzstd.so.1", "libz.so.1"),
    *("libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1"),
    *("libstdc++.so.6", "libgcc_s.so.1"),
    # Kerberos, for Qt's proxies.
    *("libgssapi_krb5.so.2", "libkrb5.so.3", "libk5crypto.so.3", "libkrb5support.so.0"),
    *("libcom_err.so.2", "libkeyutils.so.1"),
)  # fmt: skip


def is_left_out(name: str, languages: Collection[str] = ()) -> bool:
    """Tell whether the file that would be called `name` in the bundle is left out.

    `languages` are those that the program speaks: Qt's own words (on the buttons of its dialogs)
    are wanted in these only.
    """
    name = name.replace("\\", "/")
    if name.startswith(f"{_QT}/translations/"):
        return _WORDS.sub("", name) not in languages
    if name.endswith(".otf") and name.startswith("font_source_"):
        return _FACES.search(name) is None
    return name in HOST or any(fnmatchcase(name, pattern) for pattern in UNUSED)


def languages(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the languages of the program's own translations among the files of the bundle."""
    found = (_OURS.fullmatch(entry[0].replace("\\", "/")) for entry in entries)
    return frozenset(match[1] for match in found if match)


def kept(entries: Iterable[Entry], spoken: Collection[str] = ()) -> list[Entry]:
    """Return the entries of a PyInstaller table (name, source, kind) that stay."""
    return [entry for entry in entries if not is_left_out(entry[0], spoken)]
