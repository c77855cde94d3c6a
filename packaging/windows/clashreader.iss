; Inno Setup 6: an installer of the bundle for one user, without administrator. Not tried by the
; project's own tests: see packaging/README.md. It is called by build.ps1, which tells the version:
;   iscc /DVersion=... packaging\windows\clashreader.iss
#ifndef Version
  #error Tell the version: /DVersion=...
#endif

[Setup]
AppId={{6E0C51B7-3C0B-4B5C-9A42-6E2B6C5B5E0B}
AppName=Clash Reader
AppVersion={#Version}
AppPublisher=The Clash Reader contributors
AppPublisherURL=https://github.com/clashreader/clashreader
DefaultDirName={autopf}\Clash Reader
DefaultGroupName=Clash Reader
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile=..\bundle\clashreader.ico
UninstallDisplayIcon={app}\clashreader.exe
OutputDir=..\..\dist
OutputBaseFilename=clashreader-{#Version}-x64-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
ChangesAssociations=yes

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: feedlinks; Description: "Open feed: links with Clash Reader"; Flags: unchecked

[InstallDelete]
; What an older version had and this one has not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\build\windows\clashreader\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Clash Reader"; Filename: "{app}\clashreader.exe"
Name: "{autodesktop}\Clash Reader"; Filename: "{app}\clashreader.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\clashreader.opml"; ValueType: string; ValueData: "List of feeds"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\clashreader.opml\shell\open\command"; ValueType: string; ValueData: """{app}\clashreader.exe"" open ""%1"""
Root: HKA; Subkey: "Software\Classes\.opml\OpenWithProgids"; ValueType: string; ValueName: "clashreader.opml"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\feed"; ValueType: string; ValueData: "URL:Feed"; Flags: uninsdeletekey; Tasks: feedlinks
Root: HKA; Subkey: "Software\Classes\feed"; ValueType: string; ValueName: "URL Protocol"; ValueData: ""; Tasks: feedlinks
Root: HKA; Subkey: "Software\Classes\feed\shell\open\command"; ValueType: string; ValueData: """{app}\clashreader.exe"" open ""%1"""; Tasks: feedlinks

[Run]
Filename: "{app}\clashreader.exe"; Description: "{cm:LaunchProgram,Clash Reader}"; Flags: nowait postinstall skipifsilent
; Nothing of the reader's is taken away: articles and settings lie in their profile, not in {app}.
