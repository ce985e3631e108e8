# Has Excel make a PDF beside every workbook of a folder: its sheets that are not hidden, as they are
# set up for print. No macro runs, no link is followed, no workbook is saved. (ASCII alone: Windows'
# own PowerShell reads a script without a byte order mark in the console's code page.)
param([Parameter(Mandatory = $true)][string]$Folder)

$ErrorActionPreference = 'Stop'
$excel = New-Object -ComObject Excel.Application
try {
    $excel.Visible = $false
    $excel.DisplayAlerts = $false
    $excel.AskToUpdateLinks = $false
    $excel.AutomationSecurity = 3  # msoAutomationSecurityForceDisable
    foreach ($file in Get-ChildItem -LiteralPath $Folder -Filter '*.xlsx' | Sort-Object -Property Name) {
        $book = $excel.Workbooks.Open($file.FullName, 0, $true)  # update no links, read only
        try {
            $book.ExportAsFixedFormat(0, [IO.Path]::ChangeExtension($file.FullName, '.pdf'))  # xlTypePDF
        } finally {
            $book.Close($false)
        }
    }
} finally {
    $excel.Quit()
    [void][Runtime.InteropServices.Marshal]::ReleaseComObject($excel)
}
