# Build the installer for Windows, in PowerShell at the project's root. Not tried by the project's own
# tests: see packaging/README.md. Python 3.13 and Inno Setup 6 (iscc) have to be there.
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true

python -m venv build\package
$python = "build\package\Scripts\python.exe"
& $python -m pip install --quiet --no-deps --require-hashes -r requirements-package.lock
& $python -m pip install --quiet hatchling
& $python -m pip install --quiet --no-deps --no-build-isolation .
& $python packaging\bundle\icon_files.py
& $python -m PyInstaller --noconfirm --log-level WARN --distpath build\windows --workpath build\scratch packaging\bundle\clashreader.spec

# A program without a console prints nothing that PowerShell could wait for: its exit code tells.
$tried = Start-Process -Wait -PassThru build\windows\clashreader\clashreader.exe -ArgumentList "--self-test"
if ($tried.ExitCode -ne 0) { throw "The self-test of the bundle ended with $($tried.ExitCode)." }
$version = & $python -c "import clashreader; print(clashreader.__version__)"
iscc "/DVersion=$version" packaging\windows\clashreader.iss
