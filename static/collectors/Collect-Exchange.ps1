<#
Verger's collector for Exchange and Windows servers. It only looks: it changes nothing and sends nothing.

What it does: runs the commands below and prints what they say. Read them before you run it.
How to run it, in the Exchange Management Shell (or PowerShell) as administrator:

    .\Collect-Exchange.ps1 | Out-File exchange.txt -Encoding utf8
    .\Collect-Exchange.ps1 -Mailbox jdoe -LogFolder C:\inetpub\logs\LogFiles\W3SVC1 | Out-File exchange.txt -Encoding utf8

With -Mailbox it adds one person's phones and policy; with -LogFolder the last ActiveSync lines of the web server's log.
Open exchange.txt, take out what you do not want to show, and paste the rest. It holds names of servers, drivers,
people and phones. It holds no passwords and no mail.

Written for PowerShell 2.0 and later, so that it runs on the servers of 2008 too.
#>
param(
    [string]$Mailbox = '',
    [string]$LogFolder = ''
)

# Prints a heading and what a block of commands says, errors too; "(no output)" when it says nothing.
function Show-Result([string]$Heading, [scriptblock]$Commands) {
    "=== $Heading"
    try {
        $said = & $Commands 2>&1 | Out-String -Width 300
    }
    catch {
        $said = $_.Exception.Message
    }
    if ($said -and $said.Trim()) { $said.TrimEnd() } else { '(no output)' }
    ''
}

# Runs an Exchange command only where it exists.
function Show-Exchange([string]$Command, [scriptblock]$Commands) {
    if (Get-Command $Command -ErrorAction SilentlyContinue) {
        Show-Result $Command $Commands
    }
    else {
        "=== $Command"
        '(this shell has no such command; use the Exchange Management Shell)'
        ''
    }
}

"Verger's collector for Exchange, version 1"
Show-Result 'date' { (Get-Date).ToUniversalTime().ToString('u') }

# The file driver of the large-folder case, and all others that stand between Exchange and its files.
Show-Result 'sc query famv4' { sc.exe query famv4 }
Show-Result 'sc qc famv4' { sc.exe qc famv4 }
Show-Result 'reg query HKLM\SYSTEM\CurrentControlSet\Services\FAMv4 /v Start' { reg.exe query 'HKLM\SYSTEM\CurrentControlSet\Services\FAMv4' /v Start }
Show-Result 'fltmc' { fltmc.exe }

Show-Exchange 'Get-ExchangeServer' { Get-ExchangeServer | Format-List Name, AdminDisplayVersion }
Show-Exchange 'Get-ServerComponentState' { Get-ServerComponentState $env:COMPUTERNAME | Where-Object { $_.State -ne 'Active' } | Format-Table Component, State -AutoSize }
Show-Exchange 'Get-MobileDeviceMailboxPolicy' { Get-MobileDeviceMailboxPolicy | Format-List Name, IsDefault, PasswordEnabled, MinPasswordLength, AllowNonProvisionableDevices }

Show-Result 'Event log, Application, ActiveSync (the last 20 warnings and errors)' {
    Get-EventLog -LogName Application -EntryType Warning, Error -Newest 500 |
        Where-Object { $_.Source -like '*ActiveSync*' } |
        Select-Object -First 20 |
        Format-List TimeGenerated, Source, @{ Name = 'Event ID'; Expression = { $_.EventID } }, Message
}

if ($Mailbox) {
    Show-Exchange 'Get-CASMailbox' { Get-CASMailbox $Mailbox | Format-List ActiveSyncEnabled, ActiveSyncMailboxPolicy, PopEnabled, ImapEnabled }
    Show-Exchange 'Get-MobileDevice' { Get-MobileDevice -Mailbox $Mailbox | Format-List DeviceType, DeviceOS, ClientType, ClientVersion, DeviceAccessState, DeviceAccessStateReason }
    Show-Exchange 'Get-MobileDeviceStatistics' { Get-MobileDeviceStatistics -Mailbox $Mailbox | Format-List LastSuccessSync, DevicePolicyApplied, DevicePolicyApplicationStatus, Status, DeviceWipeSentTime, DeviceWipeRequestTime, DeviceWipeAckTime }
    Show-Exchange 'Get-MailboxFolderStatistics' { Get-MailboxFolderStatistics $Mailbox | Sort-Object ItemsInFolder -Descending | Select-Object -First 20 FolderPath, ItemsInFolder | Format-Table -AutoSize }
}

if ($LogFolder) {
    Show-Result 'IIS log, ActiveSync, the last 200 lines' {
        Get-ChildItem -Path $LogFolder -Filter *.log |
            Sort-Object LastWriteTime -Descending |
            Select-Object -First 1 |
            ForEach-Object { Get-Content $_.FullName } |
            Where-Object { $_ -match 'Microsoft-Server-ActiveSync' } |
            Select-Object -Last 200
    }
}
