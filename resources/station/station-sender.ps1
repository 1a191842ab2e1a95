# Windows: the same as station-sender.service, as a task of the machine's own account, at start-up. Run once as administrator.
# Shipped and read, never run: no Windows was at hand when this was written. Try it on one PC before a hundred.
param(
    [Parameter(Mandatory = $true)][string]$Store,
    [Parameter(Mandatory = $true)][string]$Central,
    [string]$Program = "$env:ProgramFiles\tram-so-hoa\station.exe"
)
$action = New-ScheduledTaskAction -Execute $Program -Argument "sync --store `"$Store`" --central `"$Central`""
$trigger = New-ScheduledTaskTrigger -AtStartup
$settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit 0
Register-ScheduledTask -TaskName "station-sender" -Action $action -Trigger $trigger -Settings $settings -User "NT AUTHORITY\LOCAL SERVICE"
icacls "$Store\outbox" /grant "NT AUTHORITY\LOCAL SERVICE:(OI)(CI)M"
icacls "$Store\tls" /grant "NT AUTHORITY\LOCAL SERVICE:(OI)(CI)M"
